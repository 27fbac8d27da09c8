// SPDX-License-Identifier: MIT
#include "mpsec/launch.h"

// Where each round starts: two rounds never leave the same token, so that one cannot stand for
// the other.
#define START_0 0x9e3779b9U
#define START_1 0x7f4a7c15U
#define STEPS   (MPSEC_STEP_FORM + MPSEC_STEP_CLAIMS + MPSEC_STEP_DIGEST + MPSEC_STEP_SIGNERS)

// The token of a round that went well.
#define TOKEN_0 (START_0 + STEPS)
#define TOKEN_1 (START_1 + STEPS)

// Odd factors: a multiplication by them loses nothing, so another token is another mask.
#define SPREAD_ADDRESS 0x85ebca6bU
#define SPREAD_SIZE    0xc2b2ae35U

static uintptr_t mask_of(uint32_t token, uint32_t spread)
{
    const uint32_t low = token * spread;
    // On a host a pointer has 64 bits, and the upper ones must be masked as well.
    return (uintptr_t)((uint64_t)low << 32 | (low ^ (low >> 15)));
}

static uint32_t token_of(const struct mpsec_evidence *evidence)
{
    // Nothing that differs can be balanced by a step: the two are read apart and never summed.
    const uint32_t diff = evidence->diff;
    return evidence->flow ^ (diff | (0U - (diff != 0 ? 1U : 0U)));
}

void mpsec_launch_clear(struct mpsec_launch *launch)
{
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        launch->evidence[round].flow = 0;
        launch->evidence[round].diff = UINT32_MAX;
        launch->address[round] = 0;
        launch->size[round] = 0;
    }
}

void mpsec_launch_begin(struct mpsec_launch *launch, uint32_t round)
{
    launch->evidence[round].flow = round == 0 ? START_0 : START_1;
    launch->evidence[round].diff = 0;
}

void mpsec_launch_keep(struct mpsec_launch *launch, uint32_t round, struct mpsec_span payload)
{
    const uint32_t token = round == 0 ? TOKEN_0 : TOKEN_1;
    launch->address[round] = (uintptr_t)payload.data ^ mask_of(token, SPREAD_ADDRESS);
    launch->size[round] = (uintptr_t)payload.size ^ mask_of(token, SPREAD_SIZE);
}

uint32_t mpsec_launch_apart(const struct mpsec_launch *launch, uint32_t round)
{
    return token_of(&launch->evidence[round]) ^ (round == 0 ? TOKEN_0 : TOKEN_1);
}

bool mpsec_launch_is_clean(const struct mpsec_launch *launch, uint32_t round)
{
    return mpsec_launch_apart(launch, round) == 0;
}

struct mpsec_span mpsec_launch_open(const struct mpsec_launch *launch)
{
    // Address and size each come through both tokens: the first round's value is unmasked with
    // its token, and any disagreement with the second round's is folded into it.
    const uint32_t token_0 = token_of(&launch->evidence[0]);
    const uint32_t token_1 = token_of(&launch->evidence[1]);
    const uintptr_t address = launch->address[0] ^ mask_of(token_0, SPREAD_ADDRESS);
    const uintptr_t size = launch->size[1] ^ mask_of(token_1, SPREAD_SIZE);
    const uintptr_t address_apart = address ^ launch->address[1] ^ mask_of(token_1, SPREAD_ADDRESS);
    const uintptr_t size_apart = size ^ launch->size[0] ^ mask_of(token_0, SPREAD_SIZE);
    const uintptr_t apart = address_apart | size_apart | (token_0 ^ TOKEN_0) | (token_1 ^ TOKEN_1);

    if (apart != 0) {
        return (struct mpsec_span){NULL, 0};
    }
    return (struct mpsec_span){(const uint8_t *)(address ^ apart), size ^ apart};
}
