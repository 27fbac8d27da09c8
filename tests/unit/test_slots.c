// SPDX-License-Identifier: MIT
#include "mpsec/slots.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const uint8_t tag[MPSEC_IMAGE_TAG_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct mpsec_state in_phase(enum mpsec_slot_phase phase)
{
    return (struct mpsec_state){
        .sequence = 7,
        .floor = 5,
        .phase = (uint8_t)phase,
        .attempts = 3,
        .candidate_tag = {1, 2, 3, 4, 5, 6, 7, 8},
    };
}

static const enum mpsec_slot_phase phases[] = {
    MPSEC_SLOT_NONE, MPSEC_SLOT_RECEIVING, MPSEC_SLOT_STAGED, MPSEC_SLOT_TRIAL, MPSEC_SLOT_BAD,
};

static bool receive(struct mpsec_state *state)
{
    return mpsec_slot_receive(state, tag);
}

static bool stage(struct mpsec_state *state)
{
    return mpsec_slot_stage(state, 3);
}

static bool confirm_candidate(struct mpsec_state *state)
{
    return mpsec_slot_confirm(state, 1, 9);
}

static bool confirm_active(struct mpsec_state *state)
{
    return mpsec_slot_confirm(state, 0, 9);
}

// Which phase each transition may start from, in the order of phases[].
static const struct {
    bool (*go)(struct mpsec_state *state);
    bool allowed[5];
} transitions[] = {
    {mpsec_slot_clear, {true, true, true, false, true}},
    {mpsec_slot_stand_in, {true, true, true, false, true}},
    {receive, {true, false, false, false, false}},
    {stage, {false, true, false, false, false}},
    {mpsec_slot_try, {false, false, true, true, false}},
    {mpsec_slot_reject, {false, false, true, true, false}},
    {confirm_candidate, {false, false, false, true, false}},
    {confirm_active, {true, true, true, false, true}},
};

static void each_transition_starts_from_its_phases_only(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof transitions / sizeof transitions[0]; i++) {
        for (size_t p = 0; p < sizeof phases / sizeof phases[0]; p++) {
            struct mpsec_state state = in_phase(phases[p]);
            const struct mpsec_state before = state;
            assert_int_equal(transitions[i].go(&state), transitions[i].allowed[p]);
            if (!transitions[i].allowed[p]) {
                assert_memory_equal(&state, &before, sizeof state);
            }
            assert_true(state.floor >= before.floor);
        }
    }
}

static void a_whole_update_changes_the_active_slot_and_raises_the_floor_at_its_end(void **unused)
{
    (void)unused;
    struct mpsec_state state = {.floor = 5, .phase = MPSEC_SLOT_NONE};
    assert_int_equal(mpsec_slot_candidate(&state), 1);
    assert_true(receive(&state) && stage(&state) && mpsec_slot_try(&state));
    assert_int_equal(state.active, 0);
    assert_int_equal(state.floor, 5);
    assert_int_equal(state.attempts, 2);
    assert_true(confirm_candidate(&state));
    assert_int_equal(state.active, 1);
    assert_int_equal(state.floor, 9);
    assert_int_equal(state.phase, MPSEC_SLOT_NONE);
    assert_memory_equal(state.active_tag, tag, sizeof tag);
    assert_int_equal(mpsec_slot_candidate(&state), 0);
}

static void who_stands_in_is_active_and_confirms_nothing(void **unused)
{
    (void)unused;
    struct mpsec_state state = in_phase(MPSEC_SLOT_BAD);
    assert_true(mpsec_slot_stand_in(&state));
    assert_int_equal(state.active, 1);
    assert_int_equal(state.phase, MPSEC_SLOT_NONE);
    assert_int_equal(state.floor, 5);
    assert_memory_equal(state.active_tag, tag, sizeof tag);
    assert_int_equal(mpsec_slot_candidate(&state), 0);
}

static void confirm_never_lowers_the_floor(void **unused)
{
    (void)unused;
    struct mpsec_state state = in_phase(MPSEC_SLOT_TRIAL);
    assert_true(mpsec_slot_confirm(&state, 1, 4));
    assert_int_equal(state.floor, 5);
}

static void try_stops_when_no_attempt_is_left(void **unused)
{
    (void)unused;
    struct mpsec_state state = in_phase(MPSEC_SLOT_STAGED);
    assert_true(mpsec_slot_try(&state) && mpsec_slot_try(&state) && mpsec_slot_try(&state));
    assert_false(mpsec_slot_try(&state));
    assert_true(mpsec_slot_reject(&state));
    assert_int_equal(state.phase, MPSEC_SLOT_BAD);
    assert_int_equal(state.active, 0);
}

static void stage_wants_one_to_127_attempts(void **unused)
{
    (void)unused;
    struct mpsec_state state = in_phase(MPSEC_SLOT_RECEIVING);
    assert_false(mpsec_slot_stage(&state, 0));
    assert_false(mpsec_slot_stage(&state, 128));
    assert_true(mpsec_slot_stage(&state, 127));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_transition_starts_from_its_phases_only),
        cmocka_unit_test(a_whole_update_changes_the_active_slot_and_raises_the_floor_at_its_end),
        cmocka_unit_test(who_stands_in_is_active_and_confirms_nothing),
        cmocka_unit_test(confirm_never_lowers_the_floor),
        cmocka_unit_test(try_stops_when_no_attempt_is_left),
        cmocka_unit_test(stage_wants_one_to_127_attempts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
