// SPDX-License-Identifier: MIT
#include "report/document.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    int64_t number;
    bool sign;
    const char *want;
} digit_rows[] = {
    {0, false, "0"},
    {0, true, "0"},
    {7, true, "+7"},
    {-7, false, "-7"},
    {999, false, "999"},
    {1000, false, "1,000"},
    {-123456, true, "-123,456"},
    {1234567, true, "+1,234,567"},
    {INT64_MAX, false, "9,223,372,036,854,775,807"},
    {INT64_MIN, false, "-9,223,372,036,854,775,808"},
};

static void digits_are_grouped_and_signed(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t i = 0; i < sizeof digit_rows / sizeof digit_rows[0]; i++) {
        assert_string_equal(digits(arena, digit_rows[i].number, digit_rows[i].sign),
                            digit_rows[i].want);
    }
}

static void counted_knows_one_from_many(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_string_equal(counted(arena, 1, "path", "paths"), "1 path");
    assert_string_equal(counted(arena, 0, "path", "paths"), "0 paths");
    assert_string_equal(counted(arena, 1200, "path", "paths"), "1,200 paths");
}

static void missing_members_are_missing_and_never_zero(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    json_t *object = json_pack("{s:s, s:i, s:n, s:b}", "text", "a", "number", 0, "null", "true", 1);
    assert_string_equal(member_text(object, "text"), "a");
    assert_null(member_text(object, "number"));
    assert_null(member_text(object, "null"));
    assert_null(member_text(object, "absent"));
    assert_int_equal(member_number(object, "absent", -1), -1);
    assert_int_equal(member_number(object, "text", -1), -1);
    assert_string_equal(number_text(arena, object, "number"), "0");
    assert_string_equal(number_text(arena, object, "absent"), HTML_NONE);
    assert_true(member_true(object, "true"));
    assert_false(member_true(object, "number"));
    assert_null(member_list(object, "text"));
    assert_null(member_text(NULL, "text"));
    json_decref(object);
}

static void joined_lists_words_in_order(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    json_t *list = json_pack("[s, i, s]", "a", 1, "b");
    assert_string_equal(joined(arena, list, ", "), "a, " HTML_NONE ", b");
    assert_string_equal(joined(arena, NULL, ", "), "");
    json_decref(list);
}

static void a_check_of_two_leaves_counts_once(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    json_t *result =
        json_pack("{s:[{s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}]}, {s:[{s:s, s:s, s:s}]}, {}]}",
                  "leaves", "checks", "id", "A-1", "stock", "succeeded", "hardened", "refused",
                  "id", "A-2", "stock", "succeeded", "hardened", "succeeded", "checks", "id", "A-1",
                  "stock", "succeeded", "hardened", "refused");
    assert_non_null(result);
    const struct checks checks = distinct_checks(arena, result);
    assert_int_equal(checks.count, 2);
    assert_int_equal(checks_with(&checks, "stock", "succeeded"), 2);
    assert_int_equal(checks_with(&checks, "hardened", "succeeded"), 1);
    assert_int_equal(checks_with(&checks, "hardened", "not-run"), 0);
    json_decref(result);
}

static void only_a_pass_looks_good(void **state)
{
    (void)state;
    assert_string_equal(verdict_tone("pass"), "good");
    assert_string_equal(verdict_tone("fail"), "bad");
    assert_string_equal(verdict_tone("asserted"), "plain");
    assert_string_equal(verdict_tone("not-run"), "warn");
    assert_string_equal(verdict_tone("broken-check"), "warn");
    assert_string_equal(verdict_tone("inconclusive"), "warn");
    assert_string_equal(verdict_tone("something new"), "warn");
    assert_string_equal(verdict_tone(NULL), "warn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_grouped_and_signed),
        cmocka_unit_test(counted_knows_one_from_many),
        cmocka_unit_test(missing_members_are_missing_and_never_zero),
        cmocka_unit_test(joined_lists_words_in_order),
        cmocka_unit_test(a_check_of_two_leaves_counts_once),
        cmocka_unit_test(only_a_pass_looks_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
