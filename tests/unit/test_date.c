// SPDX-License-Identifier: MIT
#include "model/model.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static void parse_takes_days_that_exist(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    static const char *const good[] = {"2000-01-01", "2024-02-29", "2199-12-31", "2100-02-28"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct date date;
        assert_true(date_parse(good[i], &date));
        assert_string_equal(date_text(arena, date), good[i]);
    }
}

static void parse_refuses_everything_else(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2025-02-29", "2100-02-29", "2024-13-01",
                                      "2024-00-10", "2024-04-31", "2024-01-00", "1999-12-31",
                                      "2200-01-01", "2024-1-1",   "01-02-2024", "2024-01-01 ",
                                      "2024/01/01", "+024-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct date date = {1, 2, 3};
        assert_false(date_parse(bad[i], &date));
        assert_int_equal(date.year, 1);
    }
}

static void compare_orders_by_year_month_day(void **state)
{
    (void)state;
    const struct date a = {2025, 12, 31};
    const struct date b = {2026, 1, 1};
    const struct date c = {2026, 1, 2};
    assert_true(date_compare(a, b) < 0);
    assert_true(date_compare(c, b) > 0);
    assert_int_equal(date_compare(b, b), 0);
}

static void today_follows_source_date_epoch(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1767225600", 1);
    const struct date date = date_today();
    assert_int_equal(date_compare(date, (struct date){2026, 1, 1}), 0);
    setenv("SOURCE_DATE_EPOCH", "tomorrow", 1);
    assert_true(date_today().year >= 2024);
    unsetenv("SOURCE_DATE_EPOCH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_takes_days_that_exist),
        cmocka_unit_test(parse_refuses_everything_else),
        cmocka_unit_test(compare_orders_by_year_month_day),
        cmocka_unit_test(today_follows_source_date_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
