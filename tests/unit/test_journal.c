// SPDX-License-Identifier: MIT
#include "mpsec/journal.h"

#include "memory_flash.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct {
    uint32_t granule, sector;
} geometries[] = {{1, 512}, {2, 512}, {4, 4096}, {8, 2048}, {16, 4096}, {32, 4096}, {256, 4096}};

#define EACH_GEOMETRY(i) for (size_t i = 0; i < sizeof geometries / sizeof geometries[0]; i++)

static void journal_make(struct memory_flash *memory, struct mpsec_journal *journal, size_t i)
{
    memory_flash_init(memory, 2 * geometries[i].sector, geometries[i].sector,
                      geometries[i].granule);
    mpsec_journal_open(journal, &memory->flash, 0);
}

static void append_floor(struct mpsec_journal *journal, uint32_t floor)
{
    struct mpsec_state state = journal->state;
    state.floor = floor;
    assert_true(mpsec_journal_append(journal, &state));
}

static void open_gives_a_blank_flash_the_state_of_a_new_device(void **unused)
{
    (void)unused;
    EACH_GEOMETRY(i)
    {
        struct memory_flash memory;
        struct mpsec_journal journal;
        journal_make(&memory, &journal, i);
        assert_int_equal(journal.state.sequence, 0);
        assert_int_equal(journal.state.active, 0);
        assert_int_equal(journal.state.floor, 0);
        assert_int_equal(journal.state.phase, MPSEC_SLOT_NONE);
        assert_true(mpsec_journal_settle(&journal));
        assert_int_equal(memory.programs + memory.erasures, 0);
    }
}

static void open_reads_back_every_field_that_append_wrote(void **unused)
{
    (void)unused;
    const struct mpsec_state wanted = {
        .floor = 0x89abcdef,
        .active = 1,
        .phase = MPSEC_SLOT_TRIAL,
        .attempts = 127,
        .active_tag = {1, 2, 3, 4, 5, 6, 7, 8},
        .candidate_tag = {9, 10, 11, 12, 13, 14, 15, 16},
    };
    EACH_GEOMETRY(i)
    {
        struct memory_flash memory;
        struct mpsec_journal journal;
        journal_make(&memory, &journal, i);
        assert_true(mpsec_journal_append(&journal, &wanted));
        mpsec_journal_open(&journal, &memory.flash, 0);
        assert_int_equal(journal.state.sequence, 1);
        assert_int_equal(journal.state.floor, wanted.floor);
        assert_int_equal(journal.state.active, 1);
        assert_int_equal(journal.state.phase, MPSEC_SLOT_TRIAL);
        assert_int_equal(journal.state.attempts, 127);
        assert_memory_equal(journal.state.active_tag, wanted.active_tag, MPSEC_IMAGE_TAG_SIZE);
        assert_memory_equal(journal.state.candidate_tag, wanted.candidate_tag,
                            MPSEC_IMAGE_TAG_SIZE);
        assert_true(journal.settled);
    }
}

static void append_goes_round_both_sectors_and_breaks_no_rule_of_the_flash(void **unused)
{
    (void)unused;
    EACH_GEOMETRY(i)
    {
        struct memory_flash memory;
        struct mpsec_journal journal;
        journal_make(&memory, &journal, i);
        const uint32_t capacity = mpsec_journal_capacity(&memory.flash);
        assert_true(capacity >= MPSEC_JOURNAL_RECORDS_MIN);
        for (uint32_t floor = 1; floor <= 5 * capacity; floor++) {
            append_floor(&journal, floor);
            mpsec_journal_open(&journal, &memory.flash, 0);
            assert_int_equal(journal.state.floor, floor);
            assert_true(journal.settled);
        }
        assert_int_equal(memory.erasures, 5);
        assert_int_equal(memory.programs, 2 * 5 * capacity);
        assert_int_equal(memory.broken_rules, 0);
    }
}

static void open_passes_over_a_record_with_one_wrong_bit(void **unused)
{
    (void)unused;
    for (unsigned bit = 0; bit < 8 * MPSEC_JOURNAL_BODY_SIZE; bit++) {
        struct memory_flash memory;
        struct mpsec_journal journal;
        journal_make(&memory, &journal, 3);
        append_floor(&journal, 1);
        append_floor(&journal, 2);
        const uint32_t second = 32 + 8;
        memory.bytes[second + bit / 8] ^= (uint8_t)(1U << bit % 8);
        mpsec_journal_open(&journal, &memory.flash, 0);
        assert_int_equal(journal.state.floor, 1);
        assert_false(journal.settled);
    }
}

static void settle_writes_an_unmarked_record_again_with_a_greater_number(void **unused)
{
    (void)unused;
    struct memory_flash memory;
    struct mpsec_journal journal;
    journal_make(&memory, &journal, 3);
    append_floor(&journal, 1);
    append_floor(&journal, 2);
    memset(memory.bytes + 32 + 8 + 32, 0xff, 8); // as a cut before the mark leaves it
    memory.programmed[(32 + 8 + 32) / 8] = false;
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 2);
    assert_false(journal.settled);
    assert_true(mpsec_journal_settle(&journal));
    assert_true(journal.state.sequence > 3);
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 2);
    assert_true(journal.settled);
    assert_int_equal(memory.broken_rules, 0);
}

static void append_says_no_when_the_flash_refuses_and_keeps_the_state(void **unused)
{
    (void)unused;
    struct memory_flash memory;
    struct mpsec_journal journal;
    journal_make(&memory, &journal, 3);
    append_floor(&journal, 1);
    memory.refuses = true;
    struct mpsec_state state = journal.state;
    state.floor = 2;
    assert_false(mpsec_journal_append(&journal, &state));
    assert_int_equal(journal.state.floor, 1);
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 1);
}

static void append_takes_no_floor_below_the_one_that_stands_there(void **unused)
{
    (void)unused;
    struct memory_flash memory;
    struct mpsec_journal journal;
    journal_make(&memory, &journal, 3);
    append_floor(&journal, 5);
    // As a reading that a fault disturbed leaves it: nothing was found, and all is to be settled.
    journal.state = (struct mpsec_state){.phase = MPSEC_SLOT_NONE};
    journal.settled = false;
    const uint32_t programs = memory.programs;
    assert_false(mpsec_journal_settle(&journal));
    assert_int_equal(memory.programs, programs);
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 5);
}

static void append_leaves_positions_out_that_do_not_read_as_blank(void **unused)
{
    (void)unused;
    struct memory_flash memory;
    struct mpsec_journal journal;
    journal_make(&memory, &journal, 3);
    append_floor(&journal, 1);
    memory.bytes[40 + 39] = 0x7f; // one bit of the next position
    memory.programmed[(40 + 39) / 8] = true;
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.next, 2);
    append_floor(&journal, 2);
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 2);
    assert_int_equal(memory.broken_rules, 0);
}

static void append_never_erases_the_sector_of_the_newest_marked_record(void **unused)
{
    (void)unused;
    struct memory_flash memory;
    struct mpsec_journal journal;
    journal_make(&memory, &journal, 6); // 8 records in a sector
    for (uint32_t floor = 1; floor <= 8; floor++) {
        append_floor(&journal, floor);
    }
    append_floor(&journal, 9); // the first of the other sector; now as if it was never marked
    memset(memory.bytes + 4096 + 256, 0xff, 256);
    // The rest of that sector is worn: nothing in it reads as blank.
    memset(memory.bytes + 4096 + 512, 0, 4096 - 512);
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 9);
    assert_int_equal(journal.keep, 0);
    assert_true(mpsec_journal_settle(&journal));
    assert_int_equal(journal.sector, 1);
    assert_int_equal(memory.bytes[0], 0); // sector 0 stands as it was
    mpsec_journal_open(&journal, &memory.flash, 0);
    assert_int_equal(journal.state.floor, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_gives_a_blank_flash_the_state_of_a_new_device),
        cmocka_unit_test(open_reads_back_every_field_that_append_wrote),
        cmocka_unit_test(append_goes_round_both_sectors_and_breaks_no_rule_of_the_flash),
        cmocka_unit_test(open_passes_over_a_record_with_one_wrong_bit),
        cmocka_unit_test(settle_writes_an_unmarked_record_again_with_a_greater_number),
        cmocka_unit_test(append_says_no_when_the_flash_refuses_and_keeps_the_state),
        cmocka_unit_test(append_takes_no_floor_below_the_one_that_stands_there),
        cmocka_unit_test(append_leaves_positions_out_that_do_not_read_as_blank),
        cmocka_unit_test(append_never_erases_the_sector_of_the_newest_marked_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
