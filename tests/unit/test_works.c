// SPDX-License-Identifier: MIT
#include "attack/works.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static bool parse(struct arena *arena, struct diag *diag, const char *text,
                  const struct works **out)
{
    diag_init(diag, arena);
    return works_parse(arena, diag, "works.yaml", bytes_of(text), out);
}

static void parse_reads_all_keys(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    const struct works *works;
    assert_true(parse(arena, &diag,
                      "works: it ticks\nsign: \"tick \"\nwithin_ms: 900\n"
                      "modules: {frozen: clock, optional: site}\nsteps: [power-on, alive]\n",
                      &works));
    assert_string_equal(works->title, "it ticks");
    assert_string_equal(works->sign, "tick ");
    assert_int_equal(works->within_ms, 900);
    assert_string_equal(works->frozen, "clock");
    assert_string_equal(works->optional, "site");
    assert_int_equal(works->script.step_count, 2);
}

static void parse_needs_no_modules(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    const struct works *works;
    assert_true(
        parse(arena, &diag, "works: a\nsign: b\nwithin_ms: 1\nsteps: [power-on]\n", &works));
    assert_null(works->frozen);
    assert_null(works->optional);
}

static void parse_reports_every_mistake_of_a_script(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    const struct works *works;
    assert_false(parse(arena, &diag,
                       "works: a\nwithin_ms: 60001\nmodules: {frozen: ../x}\nsteps: [reboot]\n"
                       "extra: 1\n",
                       &works));
    assert_int_equal(diag.input_errors, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_reads_all_keys),
        cmocka_unit_test(parse_needs_no_modules),
        cmocka_unit_test(parse_reports_every_mistake_of_a_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
