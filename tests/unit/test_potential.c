// SPDX-License-Identifier: MIT
#include "catalogue/potential.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void score_takes_the_points_of_each_time_band(void **state)
{
    static const struct {
        uint32_t days;
        unsigned points;
    } rows[] = {{0, 0},    {1, 0},    {2, 1},    {7, 1},    {8, 2},    {14, 2},    {15, 4},
                {30, 4},   {31, 7},   {60, 7},   {61, 10},  {90, 10},  {91, 13},   {120, 13},
                {121, 15}, {150, 15}, {151, 17}, {180, 17}, {181, 19}, {36500, 19}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct potential potential = {.days = rows[i].days};
        assert_int_equal(potential_score(&potential), rows[i].points);
    }
}

static void score_adds_the_five_factors_and_not_the_access(void **state)
{
    (void)state;
    const struct potential hardest = {181,
                                      EXPERTISE_MULTIPLE,
                                      KNOWLEDGE_CRITICAL,
                                      WINDOW_DIFFICULT,
                                      EQUIPMENT_MULTIPLE_BESPOKE,
                                      ACCESS_PHYSICAL_INTERNAL};
    assert_int_equal(potential_score(&hardest), 19 + 8 + 11 + 10 + 9);
    const struct potential middle = {7,           EXPERTISE_PROFICIENT,  KNOWLEDGE_RESTRICTED,
                                     WINDOW_EASY, EQUIPMENT_SPECIALISED, ACCESS_REMOTE};
    assert_int_equal(potential_score(&middle), 1 + 3 + 3 + 1 + 4);
    const struct potential expert = {1,
                                     EXPERTISE_EXPERT,
                                     KNOWLEDGE_SENSITIVE,
                                     WINDOW_MODERATE,
                                     EQUIPMENT_BESPOKE,
                                     ACCESS_REMOTE};
    assert_int_equal(potential_score(&expert), 0 + 6 + 7 + 4 + 7);
}

static void days_are_digits_and_one_letter(void **state)
{
    (void)state;
    uint32_t days = 77;
    assert_true(days_from("0d", &days));
    assert_int_equal(days, 0);
    assert_true(days_from("2w", &days));
    assert_int_equal(days, 14);
    assert_true(days_from("3m", &days));
    assert_int_equal(days, 90);
    assert_true(days_from("36500d", &days));
    static const char *const wrong[] = {"",    "d",   "3",    "3y",     "3 d",
                                        "-1d", "3dd", "1.5d", "36501d", "99999999999999d"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(days_from(wrong[i], &days));
        assert_int_equal(days, 36500);
    }
}

static void each_word_leads_back_to_its_value(void **state)
{
    (void)state;
    enum expertise expertise;
    enum knowledge knowledge;
    enum window window;
    enum equipment equipment;
    enum access access;
    for (unsigned i = 0; i < 4; i++) {
        assert_true(expertise_from(expertise_word((enum expertise)i), &expertise));
        assert_true(knowledge_from(knowledge_word((enum knowledge)i), &knowledge));
        assert_true(window_from(window_word((enum window)i), &window));
        assert_true(equipment_from(equipment_word((enum equipment)i), &equipment));
        assert_true(access_from(access_word((enum access)i), &access));
        assert_int_equal(expertise, i);
        assert_int_equal(knowledge, i);
        assert_int_equal(window, i);
        assert_int_equal(equipment, i);
        assert_int_equal(access, i);
    }
    assert_false(expertise_from("guru", &expertise));
    assert_false(knowledge_from("", &knowledge));
    assert_false(window_from("none", &window));
    assert_false(equipment_from("hammer", &equipment));
    assert_false(access_from("Remote", &access));
}

static void json_names_the_factors_and_the_score(void **state)
{
    (void)state;
    const struct potential potential = {14,          EXPERTISE_EXPERT,   KNOWLEDGE_PUBLIC,
                                        WINDOW_EASY, EQUIPMENT_STANDARD, ACCESS_ADJACENT};
    json_t *object = potential_to_json(&potential);
    assert_int_equal(json_integer_value(json_object_get(object, "days")), 14);
    assert_string_equal(json_string_value(json_object_get(object, "access")), "adjacent");
    assert_int_equal(json_integer_value(json_object_get(object, "score")), 2 + 6 + 1);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score_takes_the_points_of_each_time_band),
        cmocka_unit_test(score_adds_the_five_factors_and_not_the_access),
        cmocka_unit_test(days_are_digits_and_one_letter),
        cmocka_unit_test(each_word_leads_back_to_its_value),
        cmocka_unit_test(json_names_the_factors_and_the_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
