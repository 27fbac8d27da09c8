// SPDX-License-Identifier: MIT
#include "mpsec/bytes.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t five[] = {0x01, 0x02, 0x83, 0x04, 0x05};

static void reads_are_little_endian_and_in_order(void **state)
{
    (void)state;
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){five, sizeof five});
    assert_int_equal(mpsec_read_u8(&r), 0x01);
    assert_int_equal(mpsec_read_u32(&r), 0x05048302);
    assert_false(r.failed);
    assert_int_equal(r.rest.size, 0);
}

static void a_read_past_the_end_gives_zero_and_fails_for_good(void **state)
{
    (void)state;
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){five, 3});
    assert_int_equal(mpsec_read_u32(&r), 0);
    assert_true(r.failed);
    assert_int_equal(mpsec_read_u8(&r), 0);
    assert_int_equal(mpsec_read_u16(&r), 0);
    assert_true(r.failed);
}

static void what_is_put_is_read_again(void **state)
{
    (void)state;
    uint8_t bytes[6] = {0xee, 0, 0, 0, 0, 0xee};
    mpsec_put_u32(bytes + 1, 0x04830201);
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){bytes + 1, 4});
    assert_int_equal(mpsec_read_u8(&r), 0x01);
    r = mpsec_reader_of((struct mpsec_span){bytes + 1, 4});
    assert_int_equal(mpsec_read_u32(&r), 0x04830201);
    assert_int_equal(bytes[0], 0xee);
    assert_int_equal(bytes[5], 0xee);
}

static void an_empty_span_may_have_no_pointer(void **state)
{
    (void)state;
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){NULL, 0});
    assert_int_equal(mpsec_read_span(&r, 0).size, 0);
    assert_false(r.failed);
    assert_int_equal(mpsec_read_span(&r, 1).size, 0);
    assert_true(r.failed);
    assert_true(mpsec_span_equal((struct mpsec_span){NULL, 0}, (struct mpsec_span){five, 0}));
}

static void a_huge_size_does_not_wrap(void **state)
{
    (void)state;
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){five, sizeof five});
    (void)mpsec_read_u8(&r);
    assert_int_equal(mpsec_read_span(&r, SIZE_MAX).size, 0);
    assert_true(r.failed);
}

static void equal_compares_size_and_content(void **state)
{
    (void)state;
    static const uint8_t other[] = {0x01, 0x02, 0x84, 0x04, 0x05};
    const struct mpsec_span a = {five, sizeof five};
    assert_true(mpsec_span_equal(a, a));
    assert_false(mpsec_span_equal(a, (struct mpsec_span){other, sizeof other}));
    assert_false(mpsec_span_equal(a, mpsec_span_first(a, 4)));
    assert_true(mpsec_span_equal(mpsec_span_first(a, 2), (struct mpsec_span){other, 2}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_are_little_endian_and_in_order),
        cmocka_unit_test(a_read_past_the_end_gives_zero_and_fails_for_good),
        cmocka_unit_test(what_is_put_is_read_again),
        cmocka_unit_test(an_empty_span_may_have_no_pointer),
        cmocka_unit_test(a_huge_size_does_not_wrap),
        cmocka_unit_test(equal_compares_size_and_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
