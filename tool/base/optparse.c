// SPDX-License-Identifier: MIT
#include "base/optparse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 26 };

static const struct option *find_long(const struct usage *usage, const char *name, size_t length)
{
    for (size_t i = 0; i < usage->option_count; i++) {
        const struct option *option = &usage->options[i];
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0) {
            return option;
        }
    }
    return NULL;
}

static const struct option *find_letter(const struct usage *usage, char letter)
{
    for (size_t i = 0; i < usage->option_count; i++) {
        if (usage->options[i].letter == letter) {
            return &usage->options[i];
        }
    }
    return NULL;
}

static bool store_number(struct diag *diag, const struct option *option, const char *text)
{
    char *end;
    errno = 0;
    const long number = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0') {
        diag_input(diag, NO_PLACE, NULL, "--%s wants a whole number, not '%s'", option->name, text);
        return false;
    }
    *(long *)option->value = number;
    return true;
}

static bool store(struct diag *diag, const struct option *option, const char *text)
{
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)option->value = true;
        return true;
    case OPTION_TEXT:
        *(const char **)option->value = text;
        return true;
    case OPTION_NUMBER:
        return store_number(diag, option, text);
    case OPTION_LIST: {
        struct option_list *list = option->value;
        list->items[list->count++] = text;
        return true;
    }
    }
    return false;
}

// One command line on its way: what is left, and where operands go.
struct cursor {
    struct diag *diag;
    const struct usage *usage;
    int argc;
    char **argv;
    int at;
};

static const struct option *lookup(struct cursor *cursor, const char *word, const char **value)
{
    if (word[1] != '-') {
        *value = word[2] != '\0' ? word + 2 : NULL;
        return find_letter(cursor->usage, word[1]);
    }
    const char *name = word + 2;
    const char *equals = strchr(name, '=');
    *value = equals != NULL ? equals + 1 : NULL;
    return find_long(cursor->usage, name, equals != NULL ? (size_t)(equals - name) : strlen(name));
}

static bool take(struct cursor *cursor, const char *word)
{
    const char *value;
    const struct option *option = lookup(cursor, word, &value);
    if (option == NULL) {
        diag_input(cursor->diag, NO_PLACE, "see --help", "unknown option '%s'", word);
        return false;
    }
    if (option->kind == OPTION_FLAG) {
        if (value != NULL) {
            diag_input(cursor->diag, NO_PLACE, NULL, "--%s takes no value", option->name);
            return false;
        }
        return store(cursor->diag, option, NULL);
    }
    if (value == NULL) {
        if (cursor->at + 1 >= cursor->argc) {
            diag_input(cursor->diag, NO_PLACE, NULL, "--%s wants %s", option->name,
                       option->metavar);
            return false;
        }
        value = cursor->argv[++cursor->at];
    }
    return store(cursor->diag, option, value);
}

static void prepare_lists(struct arena *arena, const struct usage *usage, int argc)
{
    for (size_t i = 0; i < usage->option_count; i++) {
        if (usage->options[i].kind == OPTION_LIST) {
            struct option_list *list = usage->options[i].value;
            list->items = ARENA_ARRAY(arena, const char *, (size_t)argc + 1);
            list->count = 0;
        }
    }
}

static bool asks_for_help(int argc, char *argv[])
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

enum option_result options_parse(struct arena *arena, struct diag *diag, const struct usage *usage,
                                 int argc, char *argv[], int *operands)
{
    *operands = 0;
    if (asks_for_help(argc, argv)) {
        return OPTIONS_HELP;
    }
    prepare_lists(arena, usage, argc);
    struct cursor cursor = {diag, usage, argc, argv, 1};
    bool good = true;
    bool only_operands = false;
    for (; cursor.at < argc; cursor.at++) {
        char *word = argv[cursor.at];
        if (only_operands || word[0] != '-' || word[1] == '\0') {
            argv[(*operands)++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else {
            good = take(&cursor, word) && good;
        }
    }
    return good ? OPTIONS_OK : OPTIONS_WRONG;
}

static void write_option(const struct option *option, FILE *stream)
{
    int width = option->letter != 0 ? fprintf(stream, "  -%c, --%s", option->letter, option->name)
                                    : fprintf(stream, "      --%s", option->name);
    if (option->metavar != NULL) {
        width += fprintf(stream, " %s", option->metavar);
    }
    if (width > HELP_COLUMN - 2) {
        fputc('\n', stream);
        width = 0;
    }
    fprintf(stream, "%*s%s\n", HELP_COLUMN - width, "", option->help);
}

void usage_write(const struct usage *usage, FILE *stream)
{
    fprintf(stream, "Usage: %s\n\n%s\n", usage->synopsis, usage->summary);
    fputs("\nOptions:\n", stream);
    for (size_t i = 0; i < usage->option_count; i++) {
        write_option(&usage->options[i], stream);
    }
    const struct option help = {.name = "help", .letter = 'h', .help = "print this and exit"};
    write_option(&help, stream);
    if (usage->notes != NULL) {
        fprintf(stream, "\n%s\n", usage->notes);
    }
}
