// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "slots.c"

// A transition that is refused leaves the state alone, and none lowers the floor.
#define KEEPS_FLOOR(state)                                                                         \
    REQUIRES(WRITABLE(state))                                                                      \
    ASSIGNS(*(state))                                                                              \
    ENSURES((state)->floor >= OLD((state)->floor))                                                 \
    ENSURES(RESULT || ((state)->phase == OLD((state)->phase) &&                                    \
                       (state)->active == OLD((state)->active) &&                                  \
                       (state)->attempts == OLD((state)->attempts) &&                              \
                       (state)->floor == OLD((state)->floor)))

void mpsec_tag_copy(uint8_t to[MPSEC_IMAGE_TAG_SIZE], const uint8_t from[MPSEC_IMAGE_TAG_SIZE])
REQUIRES(__CPROVER_w_ok(to, MPSEC_IMAGE_TAG_SIZE) && __CPROVER_r_ok(from, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS_BYTES(to, MPSEC_IMAGE_TAG_SIZE)
;

static void forget_candidate(struct mpsec_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS(__CPROVER_object_upto(state->candidate_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(state->phase, state->attempts)
ENSURES(state->phase == MPSEC_SLOT_NONE && state->attempts == 0)
;

uint32_t mpsec_slot_candidate(const struct mpsec_state *state)
REQUIRES(__CPROVER_r_ok(state, sizeof *state))
ASSIGNS()
ENSURES(RESULT == (state->active == 0 ? 1 : 0))
;

bool mpsec_slot_clear(struct mpsec_state *state)
KEEPS_FLOOR(state)
;

bool mpsec_slot_receive(struct mpsec_state *state, const uint8_t *tag)
REQUIRES(__CPROVER_r_ok(tag, MPSEC_IMAGE_TAG_SIZE))
KEEPS_FLOOR(state)
;

bool mpsec_slot_stage(struct mpsec_state *state, uint8_t attempts)
KEEPS_FLOOR(state)
;

static bool is_tried(const struct mpsec_state *state)
REQUIRES(__CPROVER_r_ok(state, sizeof *state))
ASSIGNS()
ENSURES(RESULT == (state->phase == MPSEC_SLOT_STAGED || state->phase == MPSEC_SLOT_TRIAL))
;

// Every boot of a candidate costs an attempt: a trial ends.
bool mpsec_slot_try(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(!RESULT || (state->phase == MPSEC_SLOT_TRIAL &&
                    state->attempts == OLD(state->attempts) - 1))
;

bool mpsec_slot_reject(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(!RESULT || state->phase == MPSEC_SLOT_BAD)
;

static void promote(struct mpsec_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS(__CPROVER_object_upto(state->active_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(__CPROVER_object_upto(state->candidate_tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(state->active, state->phase, state->attempts)
ENSURES(state->active == (OLD(state->active) == 0 ? 1 : 0))
ENSURES(state->phase == MPSEC_SLOT_NONE && state->attempts == 0)
;

// Who stands in confirms nothing.
bool mpsec_slot_stand_in(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(state->floor == OLD(state->floor))
ENSURES(!RESULT || (state->active != OLD(state->active) && state->phase == MPSEC_SLOT_NONE))
;

// After a confirmation nothing below the confirmed version runs.
bool mpsec_slot_confirm(struct mpsec_state *state, uint32_t slot, uint32_t counter)
KEEPS_FLOOR(state)
ENSURES(!RESULT || (state->floor >= counter && state->active == slot))
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
