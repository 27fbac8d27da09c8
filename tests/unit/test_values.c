// SPDX-License-Identifier: MIT
#include "attack/values.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void draw_gives_two_factors_of_five_digits_and_their_product(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct values values = {{0}};
    assert_true(values_draw(arena, &values));
    assert_int_equal(strlen(values.text[VALUE_A]), 5);
    assert_int_equal(strlen(values.text[VALUE_B]), 5);
    assert_int_equal(strlen(values.text[VALUE_NONCE]), 16);
    assert_int_equal(strtoull(values.text[VALUE_A], NULL, 10) *
                         strtoull(values.text[VALUE_B], NULL, 10),
                     strtoull(values.text[VALUE_PRODUCT], NULL, 10));
}

static void draw_gives_other_values_every_time(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct values first = {{0}};
    struct values second = {{0}};
    assert_true(values_draw(arena, &first));
    assert_true(values_draw(arena, &second));
    assert_string_not_equal(first.text[VALUE_NONCE], second.text[VALUE_NONCE]);
}

static void random_stays_below_its_limit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        size_t number = 7;
        assert_true(random_below(3, &number));
        assert_true(number < 3);
    }
}

static void expand_puts_values_in_and_leaves_other_braces_alone(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct values values = {.text = {[VALUE_A] = "12", [VALUE_B] = "34"}};
    struct bytes out;
    const char *missing = NULL;
    const struct bytes text = bytes_of("{a}*{b} {\"a\": {}} {A} {a");
    assert_true(values_expand(arena, &values, text, &out, &missing));
    assert_string_equal(out.data, "12*34 {\"a\": {}} {A} {a");
    assert_int_equal(out.size, strlen(out.data));
}

static void expand_keeps_bytes_of_value_zero(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct values values = {.text = {[VALUE_A] = "1"}};
    struct bytes out;
    const char *missing = NULL;
    assert_true(values_expand(arena, &values, (struct bytes){"\0{a}\0", 5}, &out, &missing));
    assert_int_equal(out.size, 3);
    assert_memory_equal(out.data, "\0001\0", 3);
}

static void expand_names_the_value_that_is_not_known(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct values values = {{0}};
    struct bytes out;
    const char *missing = NULL;
    assert_false(values_expand(arena, &values, bytes_of("{frozen_module}.py"), &out, &missing));
    assert_string_equal(missing, "frozen_module");
}

static void unknown_finds_the_misspelt_value(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_null(values_unknown(arena, bytes_of("print({a}*{b}) {} {1} {\"x\": 2}")));
    assert_string_equal(values_unknown(arena, bytes_of("{a} {prodct}")), "prodct");
}

static void prove_accepts_only_what_cannot_be_guessed(void **state)
{
    (void)state;
    assert_true(values_prove(bytes_of("x{product}")));
    assert_true(values_prove(bytes_of("{nonce}")));
    assert_true(values_prove(bytes_of("{app_line}")));
    assert_false(values_prove(bytes_of("{a}")));
    assert_false(values_prove(bytes_of("raw REPL; CTRL-B to exit")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draw_gives_two_factors_of_five_digits_and_their_product),
        cmocka_unit_test(draw_gives_other_values_every_time),
        cmocka_unit_test(random_stays_below_its_limit),
        cmocka_unit_test(expand_puts_values_in_and_leaves_other_braces_alone),
        cmocka_unit_test(expand_keeps_bytes_of_value_zero),
        cmocka_unit_test(expand_names_the_value_that_is_not_known),
        cmocka_unit_test(unknown_finds_the_misspelt_value),
        cmocka_unit_test(prove_accepts_only_what_cannot_be_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
