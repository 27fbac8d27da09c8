// SPDX-License-Identifier: MIT
#include "attack/script.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct arena *arena;
    struct diag diag;
    struct script script;
    struct values values;
};

static void fill(struct fixture *fixture, const char *text)
{
    struct diag *diag = &fixture->diag;
    diag_init(diag, fixture->arena);
    const struct yaml_node *root = yaml_parse(fixture->arena, diag, "a.yaml", text, strlen(text));
    assert_non_null(root);
    assert_true(script_parse(fixture->arena, diag, yaml_get(root, "steps"),
                             yaml_get(root, "success"), &fixture->script));
    fixture->values =
        (struct values){.text = {[VALUE_A] = "11", [VALUE_B] = "13", [VALUE_PRODUCT] = "143"}};
}

static bool expand(struct fixture *fixture, struct script *out, const char **missing)
{
    return script_expand(fixture->arena, &fixture->diag, &fixture->script, &fixture->values, out,
                         missing);
}

static void expand_fills_texts_paths_and_success(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct fixture fixture = {.arena = arena};
    fill(&fixture, "steps: [{drop: {path: \"x{a}.py\", text: \"print({a}*{b})\", as: source}}]\n"
                   "success: {console: \"={product}\"}\n");
    struct script out;
    const char *missing;
    assert_true(expand(&fixture, &out, &missing));
    assert_string_equal(out.steps[0].path, "x11.py");
    assert_string_equal(out.steps[0].text.data, "print(11*13)");
    assert_string_equal(out.success.data, "=143");
    assert_string_equal(fixture.script.success.data, "={product}");
}

static const char *const echoes[] = {
    "steps: [{send: \"print({product})\"}]\nsuccess: {console: \"{product}\"}\n",
    "steps: [{drop: {path: a, text: \"{product}\", as: text}}]\nsuccess: {console: "
    "\"{product}\"}\n",
    "steps: [{storm: {byte: \"{product}\", every_ms: 1, for_ms: 1}}]\n"
    "success: {console: \"{product}\"}\n",
    // A device that echoes joins what came in pieces.
    "steps: [{send: \"14\"}, {pause_ms: 1}, {send: \"3\"}]\nsuccess: {console: \"{product}\"}\n",
};

static void expand_refuses_a_success_that_an_echo_would_show(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof echoes / sizeof echoes[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct fixture fixture = {.arena = arena};
        fill(&fixture, echoes[i]);
        struct script out;
        const char *missing;
        assert_false(expand(&fixture, &out, &missing));
        assert_null(missing);
        assert_int_equal(fixture.diag.count, 1);
        assert_string_equal(fixture.diag.entries[0].text,
                            "the success of this attack occurs in what it sends: an echo would "
                            "prove it");
    }
}

static void expand_tells_a_missing_value_and_reports_nothing(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct fixture fixture = {.arena = arena};
    fill(&fixture, "steps: [{drop: {path: \"{frozen_module}.py\", text: x, as: source}}]\n"
                   "success: {console: \"{product}\"}\n");
    struct script out;
    const char *missing;
    assert_false(expand(&fixture, &out, &missing));
    assert_string_equal(missing, "frozen_module");
    assert_int_equal(fixture.diag.count, 0);
}

static void words_tell_what_was_done_and_spell_out_control_characters(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct fixture fixture = {.arena = arena};
    fill(&fixture, "steps: [power-on, alive, {send: \"\\r\\x03\"}, {pause_ms: 5},"
                   "{storm: {byte: \"\\x03\", every_ms: 20, for_ms: 300}}, power-off,"
                   "{drop: {path: main.py, text: x, as: bytecode}}, {search-flash: key}]\n");
    assert_string_equal(script_words(arena, &fixture.script),
                        "switch on; send \"\\r\\x03\"; send \"\\x03\" every 20 ms for 300 ms; "
                        "switch off; put main.py on the flash chip as bytecode; "
                        "search the flash chip for \"key\"");
}

static void bytes_words_are_cut_to_the_limit(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_string_equal(bytes_words(arena, bytes_of("abc\x1b[31m\x80\n"), 99),
                        "abc\\x1b[31m\\x80\\n");
    assert_string_equal(bytes_words(arena, bytes_of("abcdef"), 3), "abc...");
    assert_string_equal(bytes_words(arena, (struct bytes){NULL, 0}, 3), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expand_fills_texts_paths_and_success),
        cmocka_unit_test(expand_refuses_a_success_that_an_echo_would_show),
        cmocka_unit_test(expand_tells_a_missing_value_and_reports_nothing),
        cmocka_unit_test(words_tell_what_was_done_and_spell_out_control_characters),
        cmocka_unit_test(bytes_words_are_cut_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
