// SPDX-License-Identifier: MIT
#include "base/text.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct {
    const char *text;
    bool printable;
    const char *quoted;
} rows[] = {
    {"", true, "''"},
    {"plain", true, "'plain'"},
    {"gr\xc3\xbc\xc3\x9f", true, "'gr\xc3\xbc\xc3\x9f'"},
    {"two\nlines\t", true, "'two?lines?'"},
    {"\x1b[2J", false, "'?[2J'"},
    {"\x7f", false, "'?'"},
    {"a\xc2\x9b", false, "'a?'"},          // CSI of the second control set
    {"a\xe2\x80\xae", false, "'a?'"},      // right-to-left override
    {"a\xe2\x81\xa6\x62", false, "'a?b'"}, // isolate
    {"\xe2\x80\x93", true, "'\xe2\x80\x93'"},
};

static void printable_refuses_what_rewrites_a_terminal(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(text_is_printable(rows[i].text, strlen(rows[i].text)), rows[i].printable);
        assert_string_equal(text_quoted(arena, rows[i].text), rows[i].quoted);
        const bool whole = rows[i].printable && strchr(rows[i].text, '\n') == NULL;
        assert_string_equal(text_line(arena, rows[i].text), whole ? rows[i].text : rows[i].quoted);
    }
}

static void quoted_shortens_between_characters(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    char text[101] = {0};
    memset(text, 'x', 59);
    memcpy(text + 59, "\xc3\xbc tail", 7); // the 60th byte begins a character of two
    const char *quoted = text_quoted(arena, text);
    assert_int_equal(strlen(quoted), 1 + 59 + 4);
    assert_string_equal(quoted + 60, "...'");
}

static void is_id_takes_names_and_nothing_else(void **state)
{
    (void)state;
    assert_true(text_is_id("a"));
    assert_true(text_is_id("mp.repl.raw-paste_2"));
    assert_true(text_is_id("MPS2_AN385"));
    assert_false(text_is_id(""));
    assert_false(text_is_id("-a"));
    assert_false(text_is_id(".a"));
    assert_false(text_is_id("a b"));
    assert_false(text_is_id("a/b"));
    char text[66] = {0};
    memset(text, 'a', 65);
    assert_false(text_is_id(text));
    text[64] = '\0';
    assert_true(text_is_id(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_refuses_what_rewrites_a_terminal),
        cmocka_unit_test(quoted_shortens_between_characters),
        cmocka_unit_test(is_id_takes_names_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
