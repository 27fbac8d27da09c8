// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "launch_contracts.h"

#include "launch.c"

_Static_assert(TOKEN_0 == ROUND_TOKEN(0) && TOKEN_1 == ROUND_TOKEN(1), "the tokens of launch.c");
_Static_assert(START_0 == ROUND_START(0) && START_1 == ROUND_START(1), "its starts");

#define MASKS(round)                                                                               \
    ENSURES(token != ROUND_TOKEN(round) || spread != SPREAD_ADDRESS ||                             \
            RESULT == ADDRESS_MASK(round))                                                         \
    ENSURES(token != ROUND_TOKEN(round) || spread != SPREAD_SIZE || RESULT == SIZE_MASK(round))

static uintptr_t mask_of(uint32_t token, uint32_t spread)
ASSIGNS()
MASKS(0)
MASKS(1)
;

static uint32_t token_of(const struct mpsec_evidence *evidence)
REQUIRES(__CPROVER_r_ok(evidence, sizeof *evidence))
ASSIGNS()
ENSURES(RESULT == TOKEN(*evidence))
;

void prove_mask_of(void)
{
    (void)mask_of(nondet_u32(), nondet_u32());
}

void prove_token_of(void)
{
    struct mpsec_evidence evidence;
    (void)token_of(&evidence);
}

void prove_mpsec_launch_clear(void)
{
    struct mpsec_launch launch;
    mpsec_launch_clear(&launch);
}

void prove_mpsec_launch_begin(void)
{
    struct mpsec_launch launch;
    mpsec_launch_begin(&launch, nondet_u32());
}

void prove_mpsec_launch_keep(void)
{
    struct mpsec_launch launch;
    mpsec_launch_keep(&launch, nondet_u32(), nondet_span());
}

void prove_mpsec_launch_apart(void)
{
    struct mpsec_launch launch;
    (void)mpsec_launch_apart(&launch, nondet_u32());
}

void prove_mpsec_launch_is_clean(void)
{
    struct mpsec_launch launch;
    (void)mpsec_launch_is_clean(&launch, nondet_u32());
}

void prove_mpsec_launch_open(void)
{
    struct mpsec_launch launch;
    (void)mpsec_launch_open(&launch);
}
