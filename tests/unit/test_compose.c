// SPDX-License-Identifier: MIT
#include "threat/compose.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void feasibility_follows_the_bands_of_21434(void **state)
{
    (void)state;
    static const struct {
        unsigned score;
        enum feasibility want;
    } rows[] = {{0, FEASIBILITY_HIGH},      {13, FEASIBILITY_HIGH},    {14, FEASIBILITY_MEDIUM},
                {19, FEASIBILITY_MEDIUM},   {20, FEASIBILITY_LOW},     {24, FEASIBILITY_LOW},
                {25, FEASIBILITY_VERY_LOW}, {60, FEASIBILITY_VERY_LOW}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(feasibility_of(rows[i].score), rows[i].want);
    }
}

static void resistance_follows_the_bands_of_the_cem(void **state)
{
    (void)state;
    assert_string_equal(resistance_word(9), "no rating");
    assert_string_equal(resistance_word(10), "basic");
    assert_string_equal(resistance_word(14), "enhanced-basic");
    assert_string_equal(resistance_word(20), "moderate");
    assert_string_equal(resistance_word(25), "high");
}

static void harder_in_time_is_the_first_day_of_the_next_row(void **state)
{
    (void)state;
    struct potential value = {.days = 1};
    assert_true(potential_harder(&value, FACTOR_TIME));
    assert_int_equal(value.days, 2);
    value.days = 100;
    assert_true(potential_harder(&value, FACTOR_TIME));
    assert_int_equal(value.days, 121);
    value.days = 181;
    assert_false(potential_harder(&value, FACTOR_TIME));
    assert_int_equal(value.days, 181);
}

static void easier_in_time_is_the_last_day_of_the_row_before(void **state)
{
    (void)state;
    struct potential value = {.days = 20};
    assert_true(potential_easier(&value, FACTOR_TIME));
    assert_int_equal(value.days, 14);
    value.days = 1;
    assert_false(potential_easier(&value, FACTOR_TIME));
}

static void every_other_factor_moves_one_level_and_stops_at_its_ends(void **state)
{
    (void)state;
    for (unsigned factor = FACTOR_EXPERTISE; factor < FACTOR_COUNT; factor++) {
        struct potential value = {0};
        assert_false(potential_easier(&value, (enum factor)factor));
        for (unsigned level = 1; level <= 3; level++) {
            assert_true(potential_harder(&value, (enum factor)factor));
            assert_int_equal(potential_level(&value, (enum factor)factor), level);
        }
        assert_false(potential_harder(&value, (enum factor)factor));
    }
}

static void raise_never_makes_anything_easier(void **state)
{
    (void)state;
    const struct potential value = {.days = 30, .equipment = EQUIPMENT_BESPOKE};
    const struct potential floor = {.days = 7, .expertise = EXPERTISE_EXPERT};
    const struct potential raised = potential_raise(value, floor);
    assert_int_equal(raised.days, 30);
    assert_int_equal(raised.equipment, EQUIPMENT_BESPOKE);
    assert_int_equal(raised.expertise, EXPERTISE_EXPERT);
}

static void days_stay_at_their_largest_value(void **state)
{
    (void)state;
    assert_int_equal(days_add(UINT32_MAX - 1, 5), UINT32_MAX);
    assert_int_equal(days_add(3, 4), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feasibility_follows_the_bands_of_21434),
        cmocka_unit_test(resistance_follows_the_bands_of_the_cem),
        cmocka_unit_test(harder_in_time_is_the_first_day_of_the_next_row),
        cmocka_unit_test(easier_in_time_is_the_last_day_of_the_row_before),
        cmocka_unit_test(every_other_factor_moves_one_level_and_stops_at_its_ends),
        cmocka_unit_test(raise_never_makes_anything_easier),
        cmocka_unit_test(days_stay_at_their_largest_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
