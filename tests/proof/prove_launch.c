// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "launch.c"

#define LAUNCH_OK(launch) WRITABLE(launch)
// What token_of() makes of evidence, and the token of a round that took every step and found
// nothing. token_of() is proved to be this.
#define TOKEN(evidence) ((evidence).flow ^ ((evidence).diff == 0 ? 0U : UINT32_MAX))
#define TOKEN_OF_ROUND(round) ((round) == 0 ? TOKEN_0 : TOKEN_1)

static uintptr_t mask_of(uint32_t token, uint32_t spread)
ASSIGNS()
;

static uint32_t token_of(const struct mpsec_evidence *evidence)
REQUIRES(__CPROVER_r_ok(evidence, sizeof *evidence))
ASSIGNS()
ENSURES(RESULT == TOKEN(*evidence))
;

void mpsec_launch_clear(struct mpsec_launch *launch)
REQUIRES(LAUNCH_OK(launch))
ASSIGNS(*launch)
ENSURES(launch->evidence[0].diff != 0 && launch->evidence[1].diff != 0)
ENSURES(launch->evidence[0].flow == 0 && launch->evidence[1].flow == 0)
;

void mpsec_launch_begin(struct mpsec_launch *launch, uint32_t round)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS(launch->evidence[round])
ENSURES(TOKEN(launch->evidence[round]) != TOKEN_OF_ROUND(round))
;

void mpsec_launch_keep(struct mpsec_launch *launch, uint32_t round, struct mpsec_span payload)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS(launch->address[round], launch->size[round])
;

uint32_t mpsec_launch_apart(const struct mpsec_launch *launch, uint32_t round)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS()
ENSURES((RESULT == 0) == (TOKEN(launch->evidence[round]) == TOKEN_OF_ROUND(round)))
;

bool mpsec_launch_is_clean(const struct mpsec_launch *launch, uint32_t round)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS()
ENSURES(RESULT == (TOKEN(launch->evidence[round]) == TOKEN_OF_ROUND(round)))
;

// Launch implies both tokens.
struct mpsec_span mpsec_launch_open(const struct mpsec_launch *launch)
REQUIRES(LAUNCH_OK(launch))
ASSIGNS()
ENSURES((RESULT.data == NULL && RESULT.size == 0) ||
        (TOKEN(launch->evidence[0]) == TOKEN_0 && TOKEN(launch->evidence[1]) == TOKEN_1))
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
