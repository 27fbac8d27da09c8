// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define TELLS_TRANSITIONS
#include "slots_contracts.h"

#include "slots.c"

static void forget_candidate(struct mpsec_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS(__CPROVER_object_upto(state->candidate_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(state->phase, state->attempts)
ENSURES(state->phase == MPSEC_SLOT_NONE && state->attempts == 0)
;

static bool is_tried(const struct mpsec_state *state)
REQUIRES(__CPROVER_r_ok(state, sizeof *state))
ASSIGNS()
ENSURES(RESULT == (state->phase == MPSEC_SLOT_STAGED || state->phase == MPSEC_SLOT_TRIAL))
;

static void promote(struct mpsec_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS(__CPROVER_object_upto(state->active_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(__CPROVER_object_upto(state->candidate_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(state->active, state->phase, state->attempts)
ENSURES(state->active == (OLD(state->active) == 0 ? 1 : 0))
ENSURES(state->phase == MPSEC_SLOT_NONE && state->attempts == 0)
;

struct mpsec_state nondet_state(void);

#define PROVE(function, ...)                                                                       \
    void prove_##function(void)                                                                    \
    {                                                                                              \
        struct mpsec_state state = nondet_state();                                                 \
        uint8_t tag[MPSEC_IMAGE_TAG_SIZE];                                                         \
        (void)function(__VA_ARGS__);                                                               \
        (void)tag;                                                                                 \
    }

PROVE(mpsec_tag_copy, state.active_tag, tag)
PROVE(forget_candidate, &state)
PROVE(mpsec_slot_candidate, &state)
PROVE(mpsec_slot_clear, &state)
PROVE(mpsec_slot_receive, &state, tag)
PROVE(mpsec_slot_stage, &state, nondet_u8())
PROVE(is_tried, &state)
PROVE(mpsec_slot_try, &state)
PROVE(mpsec_slot_reject, &state)
PROVE(promote, &state)
PROVE(mpsec_slot_stand_in, &state)
PROVE(mpsec_slot_confirm, &state, nondet_u32(), nondet_u32())
