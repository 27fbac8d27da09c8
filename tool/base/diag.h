// diag.h - what went wrong, collected: one run reports every mistake.
//
// A stage appends, the command layer prints. An entry names a place, says what is wrong, and
// what to do about it. Input mistakes (status 2) and a failing environment (status 3) are
// kept apart, because scripts branch on them.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/arena.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// A place in an input. `line` and `column` count from 1; 0 means that there is none.
// `file` may be NULL: the message then stands alone.
struct place {
    const char *file;
    size_t line;
    size_t column;
};

enum diag_kind {
    DIAG_INPUT,       // the user's command line or file is wrong: exit status 2
    DIAG_ENVIRONMENT, // a program, a device, the disk failed: exit status 3
    DIAG_WARNING,     // worth knowing, changes no exit status
};

struct diag_entry {
    enum diag_kind kind;
    struct place place;
    const char *text;   // one sentence without a full stop, starts in lower case
    const char *remedy; // what to do; NULL when the text already says it
};

struct diag {
    struct arena *arena; // owns the entries; given to diag_init()
    struct diag_entry *entries;
    size_t count;
    size_t capacity;
    size_t input_errors;
    size_t environment_errors;
};

void diag_init(struct diag *diag, struct arena *arena);
bool diag_failed(const struct diag *diag); // true after any error; warnings do not count

// Each copies its texts. `remedy` may be NULL.
__attribute__((format(printf, 4, 5))) void diag_input(struct diag *diag, struct place place,
                                                      const char *remedy, const char *format, ...);
__attribute__((format(printf, 4, 5))) void diag_environment(struct diag *diag, struct place place,
                                                            const char *remedy, const char *format,
                                                            ...);
__attribute__((format(printf, 4, 5))) void
diag_warning(struct diag *diag, struct place place, const char *remedy, const char *format, ...);

// `file:line:column: error: text` and an indented `remedy: ...`, inputs in order of place.
void diag_write(const struct diag *diag, FILE *stream, bool colour);

// [{"severity", "file", "line", "column", "text", "remedy"}]; absent members are left out.
json_t *diag_to_json(const struct diag *diag);

#define NO_PLACE ((struct place){0})

#endif
