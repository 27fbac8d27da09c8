// SPDX-License-Identifier: MIT
#include "base/optparse.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

struct values {
    bool flag;
    const char *text;
    long number;
    struct option_list list;
};

struct parsed {
    enum option_result result;
    int operands;
};

enum { WORDS_MAX = 8, OPTION_TOTAL = 4 };

static struct parsed parse(struct arena *arena, struct diag *diag, struct values *values,
                           char *argv[])
{
    const struct option options[OPTION_TOTAL] = {
        {"flag", 'f', OPTION_FLAG, &values->flag, NULL, "a flag"},
        {"text", 't', OPTION_TEXT, &values->text, "TEXT", "a text"},
        {"number", 0, OPTION_NUMBER, &values->number, "N", "a number"},
        {"item", 0, OPTION_LIST, &values->list, "ITEM", "many"},
    };
    const struct usage usage = {"tool [OPTION]...", "Does it.", options, OPTION_TOTAL, NULL};
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    struct parsed parsed;
    parsed.result = options_parse(arena, diag, &usage, argc, argv, &parsed.operands);
    return parsed;
}

#define WORDS(...) ((char *[WORDS_MAX]){(char[]){"tool"}, __VA_ARGS__})
#define WORD(text) ((char[]){text})

static void options_and_operands_mix(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct values values = {0};
    char **argv =
        WORDS(WORD("one"), WORD("--text=x"), WORD("-f"), WORD("two"), WORD("--number"), WORD("-5"));
    const struct parsed parsed = parse(arena, &diag, &values, argv);
    assert_int_equal(parsed.result, OPTIONS_OK);
    assert_int_equal(parsed.operands, 2);
    assert_string_equal(argv[0], "one");
    assert_string_equal(argv[1], "two");
    assert_true(values.flag);
    assert_string_equal(values.text, "x");
    assert_int_equal(values.number, -5);
}

static void a_list_collects_every_occurrence(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct values values = {0};
    parse(arena, &diag, &values, WORDS(WORD("--item"), WORD("a"), WORD("--item=b")));
    assert_int_equal(values.list.count, 2);
    assert_string_equal(values.list.items[1], "b");
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct values values = {0};
    const struct parsed parsed = parse(arena, &diag, &values, WORDS(WORD("--"), WORD("-f")));
    assert_int_equal(parsed.operands, 1);
    assert_false(values.flag);
}

static const struct {
    const char *word;
    const char *message;
} wrong_rows[] = {
    {"--nothing", "unknown option '--nothing'"},
    {"-x", "unknown option '-x'"},
    {"--text", "--text wants TEXT"},
    {"--number=4k", "--number wants a whole number, not '4k'"},
    {"--flag=yes", "--flag takes no value"},
};

static void mistakes_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_rows / sizeof wrong_rows[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct diag diag;
        diag_init(&diag, arena);
        struct values values = {0};
        char *argv[] = {WORD("tool"), arena_strdup(arena, wrong_rows[i].word), NULL};
        assert_int_equal(parse(arena, &diag, &values, argv).result, OPTIONS_WRONG);
        assert_string_equal(diag.entries[0].text, wrong_rows[i].message);
    }
}

static void help_wins_over_mistakes(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct values values = {0};
    const struct parsed parsed =
        parse(arena, &diag, &values, WORDS(WORD("--nothing"), WORD("--help")));
    assert_int_equal(parsed.result, OPTIONS_HELP);
    assert_int_equal(diag.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_mix),
        cmocka_unit_test(a_list_collects_every_occurrence),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(help_wins_over_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
