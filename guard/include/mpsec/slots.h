// mpsec/slots.h - the life of an update: which transition of the state is allowed.
//
//   none -> receiving -> staged -> trial -> confirmed (then it is the active slot, phase none)
//                          |         |
//                          +---------+----> bad, and the active slot runs
//
// Pure functions over the state; writing it is journal.h's. Each returns false, and leaves the
// state alone, when the transition is not allowed. docs/spec/journal.md §3.
#ifndef MPSEC_SLOTS_H
#define MPSEC_SLOTS_H

#include "mpsec/journal.h"

// Copies a tag, as the journal does too.
void mpsec_tag_copy(uint8_t to[MPSEC_IMAGE_TAG_SIZE], const uint8_t from[MPSEC_IMAGE_TAG_SIZE]);

// The slot that is not the active one.
uint32_t mpsec_slot_candidate(const struct mpsec_state *state);

// Drops whatever the candidate slot holds, so that it can be erased. Not during a trial: the
// candidate is then the slot that runs.
MPSEC_CHECK bool mpsec_slot_clear(struct mpsec_state *state);

// The candidate slot is erased, and an image with this tag is about to be written. From NONE.
MPSEC_CHECK bool mpsec_slot_receive(struct mpsec_state *state, const uint8_t *tag);

// The image is written whole and was verified. From RECEIVING; `attempts` is 1 to 127.
MPSEC_CHECK bool mpsec_slot_stage(struct mpsec_state *state, uint8_t attempts);

// One boot of the candidate begins. From STAGED or TRIAL, with attempts left; one is taken.
MPSEC_CHECK bool mpsec_slot_try(struct mpsec_state *state);

// The candidate is given up. From STAGED or TRIAL.
MPSEC_CHECK bool mpsec_slot_reject(struct mpsec_state *state);

// The candidate runs because the active slot does not hold: its slot is the active one from now on,
// so that the other can be erased. That confirms nothing; the floor stays. Not during a trial.
MPSEC_CHECK bool mpsec_slot_stand_in(struct mpsec_state *state);

// What runs in `slot` is well, and its security counter is `counter`. From TRIAL for the candidate,
// which becomes the active slot; for the active slot in any phase but TRIAL it may raise the
// floor. The floor becomes `counter` if that is more, and never sinks.
MPSEC_CHECK bool mpsec_slot_confirm(struct mpsec_state *state, uint32_t slot, uint32_t counter);

#endif
