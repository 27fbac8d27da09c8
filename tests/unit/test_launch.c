// SPDX-License-Identifier: MIT
#include "mpsec/launch.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t payload[] = {1, 2, 3, 4};
static const uint32_t steps[] = {MPSEC_STEP_FORM, MPSEC_STEP_CLAIMS, MPSEC_STEP_DIGEST,
                                 MPSEC_STEP_SIGNERS};

enum { STEPS = 4 };

// A round as evidence.c does it, without the steps that the bits of `left_out` name.
static void go_round(struct mpsec_launch *launch, uint32_t round, unsigned left_out)
{
    mpsec_launch_begin(launch, round);
    for (unsigned i = 0; i < STEPS; i++) {
        if ((left_out >> i & 1U) == 0) {
            launch->evidence[round].flow += steps[i];
        }
    }
    mpsec_launch_keep(launch, round, (struct mpsec_span){payload, sizeof payload});
}

static void make_good(struct mpsec_launch *launch)
{
    mpsec_launch_clear(launch);
    go_round(launch, 0, 0);
    go_round(launch, 1, 0);
}

static void assert_closed(const struct mpsec_launch *launch)
{
    const struct mpsec_span opened = mpsec_launch_open(launch);
    assert_null(opened.data);
    assert_int_equal(opened.size, 0);
}

static void open_gives_the_payload_after_two_clean_rounds(void **unused)
{
    (void)unused;
    struct mpsec_launch launch;
    make_good(&launch);
    assert_true(mpsec_launch_is_clean(&launch, 0));
    assert_true(mpsec_launch_is_clean(&launch, 1));
    const struct mpsec_span opened = mpsec_launch_open(&launch);
    assert_ptr_equal(opened.data, payload);
    assert_int_equal(opened.size, sizeof payload);
}

static void open_gives_nothing_without_both_rounds(void **unused)
{
    (void)unused;
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        struct mpsec_launch launch;
        mpsec_launch_clear(&launch);
        assert_closed(&launch);
        go_round(&launch, round, 0);
        assert_closed(&launch);
    }
    const struct mpsec_launch never = {.address = {0}};
    assert_closed(&never);
}

static void open_gives_nothing_when_any_steps_are_left_out(void **unused)
{
    (void)unused;
    for (unsigned left_out = 1; left_out < 1U << STEPS; left_out++) {
        for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
            struct mpsec_launch launch;
            make_good(&launch);
            go_round(&launch, round, left_out);
            assert_false(mpsec_launch_is_clean(&launch, round));
            assert_closed(&launch);
        }
    }
}

static void open_gives_nothing_for_any_difference_of_one_bit(void **unused)
{
    (void)unused;
    for (unsigned bit = 0; bit < 32; bit++) {
        for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
            struct mpsec_launch launch;
            make_good(&launch);
            launch.evidence[round].diff |= UINT32_C(1) << bit;
            assert_false(mpsec_launch_is_clean(&launch, round));
            assert_closed(&launch);
        }
    }
}

static void open_gives_nothing_for_any_flipped_bit_in_flow_address_or_size(void **unused)
{
    (void)unused;
    for (unsigned bit = 0; bit < 8 * sizeof(uintptr_t); bit++) {
        for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
            struct mpsec_launch launch;
            make_good(&launch);
            launch.address[round] ^= (uintptr_t)1 << bit;
            assert_closed(&launch);
            make_good(&launch);
            launch.size[round] ^= (uintptr_t)1 << bit;
            assert_closed(&launch);
            make_good(&launch);
            launch.evidence[round].flow ^= UINT32_C(1) << bit % 32;
            assert_closed(&launch);
        }
    }
}

static void open_gives_nothing_when_the_rounds_saw_different_payloads(void **unused)
{
    (void)unused;
    struct mpsec_launch launch;
    make_good(&launch);
    mpsec_launch_keep(&launch, 1, (struct mpsec_span){payload + 1, sizeof payload});
    assert_closed(&launch);
    make_good(&launch);
    mpsec_launch_keep(&launch, 1, (struct mpsec_span){payload, sizeof payload - 1});
    assert_closed(&launch);
}

static void one_round_does_not_stand_for_the_other(void **unused)
{
    (void)unused;
    struct mpsec_launch launch;
    make_good(&launch);
    launch.evidence[1].flow = launch.evidence[0].flow;
    assert_closed(&launch);
    launch.address[1] = launch.address[0];
    launch.size[1] = launch.size[0];
    assert_closed(&launch);
}

static void what_is_kept_is_not_the_payload_in_the_clear(void **unused)
{
    (void)unused;
    struct mpsec_launch launch;
    make_good(&launch);
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        assert_int_not_equal(launch.address[round], (uintptr_t)payload);
        assert_int_not_equal(launch.size[round], sizeof payload);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_gives_the_payload_after_two_clean_rounds),
        cmocka_unit_test(open_gives_nothing_without_both_rounds),
        cmocka_unit_test(open_gives_nothing_when_any_steps_are_left_out),
        cmocka_unit_test(open_gives_nothing_for_any_difference_of_one_bit),
        cmocka_unit_test(open_gives_nothing_for_any_flipped_bit_in_flow_address_or_size),
        cmocka_unit_test(open_gives_nothing_when_the_rounds_saw_different_payloads),
        cmocka_unit_test(one_round_does_not_stand_for_the_other),
        cmocka_unit_test(what_is_kept_is_not_the_payload_in_the_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
