// SPDX-License-Identifier: MIT
#include "mpsec/slots.h"

enum { ATTEMPTS_MAX = 127 };

void mpsec_tag_copy(uint8_t to[MPSEC_IMAGE_TAG_SIZE], const uint8_t from[MPSEC_IMAGE_TAG_SIZE])
{
    for (size_t i = 0; i < MPSEC_IMAGE_TAG_SIZE; i++) {
        to[i] = from[i];
    }
}

static void forget_candidate(struct mpsec_state *state)
{
    for (size_t i = 0; i < MPSEC_IMAGE_TAG_SIZE; i++) {
        state->candidate_tag[i] = 0;
    }
    state->phase = MPSEC_SLOT_NONE;
    state->attempts = 0;
}

uint32_t mpsec_slot_candidate(const struct mpsec_state *state)
{
    return state->active == 0 ? 1 : 0;
}

bool mpsec_slot_clear(struct mpsec_state *state)
{
    if (state->phase == MPSEC_SLOT_TRIAL) {
        return false;
    }
    forget_candidate(state);
    return true;
}

bool mpsec_slot_receive(struct mpsec_state *state, const uint8_t *tag)
{
    if (state->phase != MPSEC_SLOT_NONE) {
        return false;
    }
    mpsec_tag_copy(state->candidate_tag, tag);
    state->phase = MPSEC_SLOT_RECEIVING;
    return true;
}

bool mpsec_slot_stage(struct mpsec_state *state, uint8_t attempts)
{
    if (state->phase != MPSEC_SLOT_RECEIVING || attempts == 0 || attempts > ATTEMPTS_MAX) {
        return false;
    }
    state->phase = MPSEC_SLOT_STAGED;
    state->attempts = attempts;
    return true;
}

static bool is_tried(const struct mpsec_state *state)
{
    return state->phase == MPSEC_SLOT_STAGED || state->phase == MPSEC_SLOT_TRIAL;
}

bool mpsec_slot_try(struct mpsec_state *state)
{
    if (!is_tried(state) || state->attempts == 0) {
        return false;
    }
    state->phase = MPSEC_SLOT_TRIAL;
    state->attempts--;
    return true;
}

bool mpsec_slot_reject(struct mpsec_state *state)
{
    if (!is_tried(state)) {
        return false;
    }
    state->phase = MPSEC_SLOT_BAD;
    state->attempts = 0;
    return true;
}

// The candidate becomes the active slot.
static void promote(struct mpsec_state *state)
{
    state->active = (uint8_t)mpsec_slot_candidate(state);
    mpsec_tag_copy(state->active_tag, state->candidate_tag);
    forget_candidate(state);
}

bool mpsec_slot_stand_in(struct mpsec_state *state)
{
    if (state->phase == MPSEC_SLOT_TRIAL) {
        return false;
    }
    promote(state);
    return true;
}

bool mpsec_slot_confirm(struct mpsec_state *state, uint32_t slot, uint32_t counter)
{
    const bool in_trial = state->phase == MPSEC_SLOT_TRIAL;
    if (slot != (in_trial ? mpsec_slot_candidate(state) : state->active)) {
        return false;
    }
    if (in_trial) {
        promote(state);
    }
    if (counter > state->floor) {
        state->floor = counter;
    }
    return true;
}
