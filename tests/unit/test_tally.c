// SPDX-License-Identifier: MIT
#include "mpsec/tally.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_new_device_has_counted_nothing(void **unused)
{
    (void)unused;
    struct one_device one;
    struct mpsec_unlock_record record = {1, 2, 3};
    one_device_make(&one);
    one_device_add_chip(&one);
    assert_true(mpsec_tally_load(&one.device, &record));
    assert_int_equal(record.attempts | record.failures | record.openings, 0);
    one_device_release(&one);
}

static void counts_come_back_and_attempts_never_go_down(void **unused)
{
    (void)unused;
    struct one_device one;
    struct mpsec_unlock_record record = {0};
    one_device_make(&one);
    one_device_add_chip(&one);
    // More than two sectors hold.
    for (uint32_t i = 1; i < 400; i++) {
        const struct mpsec_unlock_record next = {i << 20 | i, i % 3, i << 8};
        assert_true(mpsec_tally_store(&one.device, &next));
        assert_true(mpsec_tally_load(&one.device, &record));
        assert_memory_equal(&record, &next, sizeof record);
    }
    const struct mpsec_unlock_record lower = {record.attempts - 1, 0, 0};
    assert_false(mpsec_tally_store(&one.device, &lower));
    assert_true(mpsec_tally_load(&one.device, &record));
    assert_int_equal(record.attempts, 399U << 20 | 399U);
    one_device_release(&one);
}

static void the_journal_of_the_slots_is_not_touched(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    assert_true(one_device_set(&one, &(struct mpsec_state){.phase = MPSEC_SLOT_BAD, .floor = 9}));
    assert_true(mpsec_tally_store(&one.device, &(struct mpsec_unlock_record){7, 7, 7}));
    assert_int_equal(one_device_state(&one).floor, 9);
    assert_int_equal(one_device_state(&one).phase, MPSEC_SLOT_BAD);
    one_device_release(&one);
}

static void without_a_place_there_are_no_counts(void **unused)
{
    (void)unused;
    struct one_device one;
    struct mpsec_unlock_record record = {0};
    one_device_make(&one);
    assert_false(mpsec_tally_load(&one.device, &record));
    assert_false(mpsec_tally_store(&one.device, &record));
    one_device_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_has_counted_nothing),
        cmocka_unit_test(counts_come_back_and_attempts_never_go_down),
        cmocka_unit_test(the_journal_of_the_slots_is_not_touched),
        cmocka_unit_test(without_a_place_there_are_no_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
