// SPDX-License-Identifier: MIT
#include "base/cursor.h"

#include "scratch.h"

static struct span bytes_of(const char *text, size_t size)
{
    return (struct span){(const unsigned char *)text, size};
}

static void numbers_are_little_endian_and_in_order(void **state)
{
    (void)state;
    struct cursor cursor = cursor_of(bytes_of("\x01\x02\x03\x04\x05\x06\x07", 7));
    assert_int_equal(cursor_u8(&cursor), 0x01);
    assert_int_equal(cursor_u16(&cursor), 0x0302);
    assert_int_equal(cursor_u32(&cursor), 0x07060504);
    assert_false(cursor.failed);
    assert_int_equal(cursor.rest.size, 0);
}

static void a_read_past_the_end_fails_and_stays_failed(void **state)
{
    (void)state;
    struct cursor cursor = cursor_of(bytes_of("\x01\x02\x03", 3));
    assert_int_equal(cursor_u32(&cursor), 0);
    assert_true(cursor.failed);
    assert_int_equal(cursor_u8(&cursor), 0);
    assert_int_equal(cursor_span(&cursor, 1).size, 0);
}

static void an_empty_span_may_hold_null(void **state)
{
    (void)state;
    struct cursor cursor = cursor_of((struct span){0});
    assert_int_equal(cursor_span(&cursor, 0).size, 0);
    assert_false(cursor.failed);
}

static void leb128_ends_with_its_last_byte(void **state)
{
    (void)state;
    struct cursor cursor = cursor_of(bytes_of("\xe5\x8e\x26\x7f", 4));
    assert_int_equal(cursor_leb128(&cursor), 624485);
    assert_int_equal(cursor_leb128(&cursor), 0x7f);
    assert_false(cursor.failed);
    static const char endless[] = "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80";
    cursor = cursor_of(bytes_of(endless, sizeof endless - 1));
    assert_int_equal(cursor_leb128(&cursor), 0);
    assert_true(cursor.failed);
}

static void a_part_never_leaves_the_whole(void **state)
{
    (void)state;
    const struct span whole = bytes_of("abcdef", 6);
    assert_int_equal(span_part(whole, 2, 2).size, 2);
    assert_int_equal(span_part(whole, 4, 9).size, 2);
    assert_int_equal(span_part(whole, 6, 1).size, 0);
    assert_int_equal(span_part(whole, SIZE_MAX, SIZE_MAX).size, 0);
    assert_true(span_begins(whole, "abc"));
    assert_false(span_begins(whole, "abcdefg"));
}

static void numbers_come_in_both_byte_orders(void **state)
{
    (void)state;
    const unsigned char bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_true(bytes_number(bytes, 8, false) == 0x0807060504030201);
    assert_true(bytes_number(bytes, 8, true) == 0x0102030405060708);
    assert_int_equal(bytes_number(bytes, 2, true), 0x0102);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_little_endian_and_in_order),
        cmocka_unit_test(a_read_past_the_end_fails_and_stays_failed),
        cmocka_unit_test(an_empty_span_may_hold_null),
        cmocka_unit_test(leb128_ends_with_its_last_byte),
        cmocka_unit_test(a_part_never_leaves_the_whole),
        cmocka_unit_test(numbers_come_in_both_byte_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
