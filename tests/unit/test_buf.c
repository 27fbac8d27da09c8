// SPDX-License-Identifier: MIT
#include "base/buf.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void add_appends_and_terminates(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf buf;
    buf_init(&buf, arena, 100);
    assert_string_equal(buf.data, "");
    buf_puts(&buf, "ab");
    buf_printf(&buf, "%d", 12);
    buf_add(&buf, NULL, 0);
    assert_string_equal(buf.data, "ab12");
    assert_int_equal(buf.size, 4);
    assert_false(buf.full);
}

static void add_past_the_limit_is_dropped_whole_and_remembered(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf buf;
    buf_init(&buf, arena, 4);
    buf_puts(&buf, "abc");
    buf_puts(&buf, "de");
    assert_true(buf.full);
    assert_string_equal(buf.data, "abc");
    buf_puts(&buf, "x");
    assert_string_equal(buf.data, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add_appends_and_terminates),
        cmocka_unit_test(add_past_the_limit_is_dropped_whole_and_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
