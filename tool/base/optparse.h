// optparse.h - command lines from a table: parsing, --help, and the errors a person expects.
#ifndef BASE_OPTPARSE_H
#define BASE_OPTPARSE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_FLAG,   // bool *
    OPTION_TEXT,   // const char **
    OPTION_LIST,   // struct option_list *: may be given several times
    OPTION_NUMBER, // long *
};

struct option_list {
    const char **items; // room for argc entries, from the arena
    size_t count;
};

struct option {
    const char *name; // "without", long form without dashes
    char letter;      // short form, or 0
    enum option_kind kind;
    void *value;         // typed by kind; holds the default on entry
    const char *metavar; // "CONTROL"; NULL for a flag
    const char *help;    // one line
};

struct usage {
    const char *synopsis; // "mpsec plan [OPTION]... [MODEL]"
    const char *summary;  // one sentence
    const struct option *options;
    size_t option_count;
    const char *notes; // printed below the options; NULL
};

enum option_result { OPTIONS_OK, OPTIONS_HELP, OPTIONS_WRONG };

// Parses argv[1..]. Options and operands may mix; "--" ends options; "--name=value" and
// "--name value" both work. Operands are left in argv[0..*operands) (argv is permuted).
// OPTIONS_HELP: --help or -h was given and nothing else counts. OPTIONS_WRONG: reported.
enum option_result options_parse(struct arena *arena, struct diag *diag, const struct usage *usage,
                                 int argc, char *argv[], int *operands);

// What --help prints.
void usage_write(const struct usage *usage, FILE *stream);

#endif
