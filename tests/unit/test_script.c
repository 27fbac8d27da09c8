// SPDX-License-Identifier: MIT
#include "attack/script.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define STEPS(text)   "steps: [" text "]\nsuccess: {console: \"{product}\"}\n"
#define SUCCESS(text) "steps: [power-on, alive]\nsuccess: " text "\n"

static bool parse(struct arena *arena, struct diag *diag, const char *text, struct script *out)
{
    diag_init(diag, arena);
    const struct yaml_node *root = yaml_parse(arena, diag, "a.yaml", text, strlen(text));
    assert_non_null(root);
    return script_parse(arena, diag, yaml_get(root, "steps"), yaml_get(root, "success"), out);
}

static const struct {
    const char *text;
    const char *message;
    size_t line, column;
} refusals[] = {
    {STEPS("{send: x, alive: y}"), "a step is a word, or a mapping with one key", 1, 9},
    {STEPS("{sned: x}"), "there is no step 'sned'", 1, 9},
    {STEPS("power-off, reboot"), "there is no step 'reboot'", 1, 20},
    {STEPS("{power-on: now}"), "'power-on' takes no value", 1, 9},
    {STEPS("send"), "'send' needs a value", 1, 9},
    {STEPS("{send: \"\"}"), "a text is wanted here", 1, 16},
    {STEPS("{send: [a]}"), "a text is wanted here", 1, 16},
    {STEPS("{send: \"{prodct}\"}"), "there is no value '{prodct}'", 1, 16},
    {STEPS("{pause_ms: 0}"), "a number of milliseconds from 1 to 60000 is wanted here", 1, 20},
    {STEPS("{pause_ms: 60001}"), "a number of milliseconds from 1 to 60000 is wanted here", 1, 20},
    {STEPS("{pause_ms: 1s}"), "a number of milliseconds from 1 to 60000 is wanted here", 1, 20},
    {STEPS("{pause_ms: 99999999999999999999}"),
     "a number of milliseconds from 1 to 60000 is wanted here", 1, 20},
    {STEPS("{wait: {for: x}}"), "'wait' needs the key 'within_ms'", 1, 16},
    {STEPS("{wait: {for: x, within_ms: 5, or: y}}"), "'wait' has no key 'or'", 1, 39},
    {STEPS("{wait: x}"), "'wait' wants a mapping", 1, 16},
    {STEPS("{drop: {path: /etc/x, text: x, as: text}}"),
     "'/etc/x' is not a path below the root of a filesystem", 1, 23},
    {STEPS("{drop: {path: a/../b, text: x, as: text}}"),
     "'a/../b' is not a path below the root of a filesystem", 1, 23},
    {STEPS("{drop: {path: \"a'b\", text: x, as: text}}"),
     "'a'b' is not a path below the root of a filesystem", 1, 23},
    {STEPS("{drop: {path: a, text: x, as: binary}}"),
     "one of text, source, bytecode, native is wanted here", 1, 39},
    {STEPS("{forge: {text: x, as: genuine}}"), "one of unsigned, stranger, borrowed is wanted here",
     1, 31},
    {STEPS("{forge: {as: stranger}}"), "'forge' needs the key 'text'", 1, 17},
    {"steps: []\nsuccess: {console: \"{product}\"}\n", "a list of 1 to 64 steps is wanted here", 1,
     8},
    {"steps: power-on\nsuccess: {console: \"{product}\"}\n",
     "a list of 1 to 64 steps is wanted here", 1, 8},
    {SUCCESS("{console: OK}"),
     "success must hold {product}, {nonce} or {app_line}: anything else can be guessed", 2, 20},
    {SUCCESS("{flash: \"{app_line}\"}"), "this success needs a step 'search-flash'", 2, 10},
    {SUCCESS("{console: \"{product}\", flash: \"{nonce}\"}"),
     "success is one of console, flash, application; and within_ms at will", 2, 10},
    {SUCCESS("{cosnole: \"{product}\"}"),
     "success is one of console, flash, application; and within_ms at will", 2, 10},
    {SUCCESS("{application: gone}"), "the application can only be 'stopped'", 2, 24},
    {"steps: [power-on]\nsuccess: {application: stopped}\n", "this success needs a step 'alive'", 2,
     10},
};

static void parse_refuses_with_the_place_of_the_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct diag diag;
        struct script script;
        assert_false(parse(arena, &diag, refusals[i].text, &script));
        assert_int_equal(diag.count, 1);
        assert_string_equal(diag.entries[0].text, refusals[i].message);
        assert_string_equal(diag.entries[0].place.file, "a.yaml");
        assert_int_equal(diag.entries[0].place.line, refusals[i].line);
        assert_int_equal(diag.entries[0].place.column, refusals[i].column);
    }
}

static void parse_reports_every_mistake_of_a_script(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    struct script script;
    assert_false(
        parse(arena, &diag, STEPS("{sned: x}, {pause_ms: x}, alive, {wait: {}}"), &script));
    assert_int_equal(diag.count, 4);
}

static void parse_reads_every_step(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    struct script script;
    assert_true(
        parse(arena, &diag,
              STEPS("{forge: {text: t, as: borrowed}}, alive, {send: \"\\x03\\0\"}, {pause_ms: 7},"
                    "{wait: {for: w, within_ms: 1}}, {listen: {for: l, within_ms: 2}},"
                    "{storm: {byte: s, every_ms: 3, for_ms: 4}}, power-off,"
                    "{drop: {path: lib/x.mpy, text: t, as: native}},"
                    "{search-flash: f}, {note: n}, {greater: {after: g, within_ms: 60000}},"
                    "{start-with: {words: \"-c\\nx\", for_ms: 9}}"),
              &script));
    static const enum step_kind kinds[] = {
        STEP_FORGE,  STEP_ALIVE,   STEP_SEND,       STEP_PAUSE, STEP_WAIT,
        STEP_LISTEN, STEP_STORM,   STEP_POWER_OFF,  STEP_DROP,  STEP_SEARCH_FLASH,
        STEP_NOTE,   STEP_GREATER, STEP_START_WITH,
    };
    assert_int_equal(script.step_count, sizeof kinds / sizeof kinds[0]);
    for (size_t i = 0; i < script.step_count; i++) {
        assert_int_equal(script.steps[i].kind, kinds[i]);
    }
    assert_int_equal(script.steps[0].forgery, FORGERY_BORROWED);
    assert_int_equal(script.steps[2].text.size, 2);
    assert_memory_equal(script.steps[2].text.data, "\x03\0", 2);
    assert_int_equal(script.steps[6].every_ms, 3);
    assert_int_equal(script.steps[6].ms, 4);
    assert_int_equal(script.steps[8].form, DROP_NATIVE);
    assert_memory_equal(script.steps[12].text.data, "-c\nx", 4);
    assert_int_equal(script.steps[12].ms, 9);
    assert_int_equal(script.prize, PRIZE_CONSOLE);
    assert_int_equal(script.settle_ms, 1500);
}

static void parse_without_success_lets_the_script_prove_itself(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    struct script script;
    assert_true(parse(arena, &diag, "steps: [power-on]\n", &script));
    assert_int_equal(script.prize, PRIZE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_refuses_with_the_place_of_the_mistake),
        cmocka_unit_test(parse_reports_every_mistake_of_a_script),
        cmocka_unit_test(parse_reads_every_step),
        cmocka_unit_test(parse_without_success_lets_the_script_prove_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
