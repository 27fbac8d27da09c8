// mpsec/launch.h - hands out the payload of an image, but only for two complete verifications.
//
// A check followed by a jump falls to one fault, and so does a double check. Here nothing is
// jumped over: where the payload lies is kept masked, and the mask is computed from what each of
// two verifications left behind. Whoever reaches mpsec_launch_open() without them, by whatever
// path, gets an address that leads nowhere. docs/spec/launch.md.
#ifndef MPSEC_LAUNCH_H
#define MPSEC_LAUNCH_H

#include "mpsec/bytes.h"

enum { MPSEC_LAUNCH_ROUNDS = 2 };

// What one verification leaves: the sum of the steps it took, and every difference it found.
struct mpsec_evidence {
    volatile uint32_t flow; // starts at mpsec_launch_start(), each step adds its own constant
    volatile uint32_t diff; // OR of all differences: 0 if and only if nothing was wrong
};

struct mpsec_launch {
    struct mpsec_evidence evidence[MPSEC_LAUNCH_ROUNDS];
    // The payload as each round saw it, address and size masked by that round's token.
    volatile uintptr_t address[MPSEC_LAUNCH_ROUNDS];
    volatile uintptr_t size[MPSEC_LAUNCH_ROUNDS];
};

// The steps of one verification, each done once. Distant; their sum is what a round must reach.
#define MPSEC_STEP_FORM    0x1d872b41U
#define MPSEC_STEP_CLAIMS  0x2f6e95c3U
#define MPSEC_STEP_DIGEST  0x4b1f7a2dU
#define MPSEC_STEP_SIGNERS 0x63d58e97U

// Empties all of it.
void mpsec_launch_clear(struct mpsec_launch *launch);

// Begins a round: its evidence is as if nothing had been looked at yet.
void mpsec_launch_begin(struct mpsec_launch *launch, uint32_t round);

// Keeps the payload that this round verified, masked as if the verification had succeeded.
void mpsec_launch_keep(struct mpsec_launch *launch, uint32_t round, struct mpsec_span payload);

// How far the token of a round is from that of a clean one: 0 if and only if it is clean. To be
// mixed into what must come out wrong otherwise.
uint32_t mpsec_launch_apart(const struct mpsec_launch *launch, uint32_t round);

// Whether the evidence of a round is complete and clean. For telling, not for letting pass.
bool mpsec_launch_is_clean(const struct mpsec_launch *launch, uint32_t round);

// The payload, if both rounds were complete, clean and of one mind; else an empty span. Of what a
// fault makes of this function, the worst is a span that points nowhere.
struct mpsec_span mpsec_launch_open(const struct mpsec_launch *launch);

#endif
