// slots_contracts.h - what guard/src/slots.c promises its callers.
#ifndef SLOTS_CONTRACTS_H
#define SLOTS_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "crypto_contracts.h"
#include "mpsec/slots.h"

// A transition that is refused leaves the state alone, and none lowers the floor.
#define KEEPS_FLOOR(state)                                                                         \
    REQUIRES(WRITABLE(state))                                                                      \
    ASSIGNS(*(state))                                                                              \
    ENSURES((state)->floor >= OLD((state)->floor))                                                 \
    ENSURES(RESULT || ((state)->phase == OLD((state)->phase) &&                                    \
                       (state)->active == OLD((state)->active) &&                                  \
                       (state)->attempts == OLD((state)->attempts) &&                              \
                       (state)->floor == OLD((state)->floor)))

// Who must know which transition it was asks for more than that.
#ifdef TELLS_TRANSITIONS
#define BECOMES(state, from, to)                                                                   \
    ENSURES(!RESULT || ((from) && (state)->phase == (to)))                                         \
    ENSURES((state)->active == OLD((state)->active) && (state)->floor == OLD((state)->floor))
#define CHANGES_SLOT(state)                                                                        \
    ENSURES((state)->active == (!RESULT ? OLD((state)->active) : OLD((state)->active) == 0 ? 1 : 0))
#else
#define BECOMES(state, from, to)
#define CHANGES_SLOT(state)
#endif

void mpsec_tag_copy(uint8_t to[MPSEC_IMAGE_TAG_SIZE], const uint8_t from[MPSEC_IMAGE_TAG_SIZE])
REQUIRES(__CPROVER_w_ok(to, MPSEC_IMAGE_TAG_SIZE) && __CPROVER_r_ok(from, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS_BYTES(to, MPSEC_IMAGE_TAG_SIZE)
;

uint32_t mpsec_slot_candidate(const struct mpsec_state *state)
REQUIRES(__CPROVER_r_ok(state, sizeof *state))
ASSIGNS()
ENSURES(RESULT == (state->active == 0 ? 1 : 0))
;

bool mpsec_slot_clear(struct mpsec_state *state)
KEEPS_FLOOR(state)
BECOMES(state, OLD(state->phase) != MPSEC_SLOT_TRIAL, MPSEC_SLOT_NONE)
;

bool mpsec_slot_receive(struct mpsec_state *state, const uint8_t *tag)
REQUIRES(__CPROVER_r_ok(tag, MPSEC_IMAGE_TAG_SIZE))
KEEPS_FLOOR(state)
BECOMES(state, OLD(state->phase) == MPSEC_SLOT_NONE, MPSEC_SLOT_RECEIVING)
;

bool mpsec_slot_stage(struct mpsec_state *state, uint8_t attempts)
KEEPS_FLOOR(state)
BECOMES(state, OLD(state->phase) == MPSEC_SLOT_RECEIVING, MPSEC_SLOT_STAGED)
;

// Every boot of a candidate costs an attempt: a trial ends.
bool mpsec_slot_try(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(!RESULT || (state->phase == MPSEC_SLOT_TRIAL &&
                    state->attempts == OLD(state->attempts) - 1))
ENSURES(state->active == OLD(state->active) && state->floor == OLD(state->floor))
;

bool mpsec_slot_reject(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(!RESULT || state->phase == MPSEC_SLOT_BAD)
ENSURES(state->active == OLD(state->active) && state->floor == OLD(state->floor))
;

// Who stands in confirms nothing.
bool mpsec_slot_stand_in(struct mpsec_state *state)
KEEPS_FLOOR(state)
ENSURES(state->floor == OLD(state->floor))
ENSURES(!RESULT || (state->active != OLD(state->active) && state->phase == MPSEC_SLOT_NONE))
CHANGES_SLOT(state)
;

// After a confirmation nothing below the confirmed version runs.
bool mpsec_slot_confirm(struct mpsec_state *state, uint32_t slot, uint32_t counter)
KEEPS_FLOOR(state)
ENSURES(!RESULT || (state->floor >= counter && state->active == slot))
;

#endif
