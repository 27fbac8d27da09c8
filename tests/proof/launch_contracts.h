// launch_contracts.h - what guard/src/launch.c promises its callers.
#ifndef LAUNCH_CONTRACTS_H
#define LAUNCH_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "crypto_contracts.h"
#include "mpsec/launch.h"

#define LAUNCH_OK(launch) WRITABLE(launch)
// What a round starts from and what it comes to when it takes every step; prove_launch.c holds them
// against those of launch.c.
#define ROUND_START(round) ((round) == 0 ? 0x9e3779b9U : 0x7f4a7c15U)
#define ROUND_TOKEN(round) ((round) == 0 ? 0x9a224381U : 0x7b3545ddU)
// What token_of() makes of evidence. token_of() is proved to be this.
#define TOKEN(evidence) ((evidence).flow ^ ((evidence).diff == 0 ? 0U : UINT32_MAX))
#define IS_CLEAN(launch, round) (TOKEN((launch)->evidence[round]) == ROUND_TOKEN(round))
// What mask_of() makes of these two.
#if UINTPTR_MAX > UINT32_MAX
#define ADDRESS_MASK(round) ((round) == 0 ? 0x720100eb7201e4e9U : 0x7b43955f7b4363d8U)
#define SIZE_MASK(round)    ((round) == 0 ? 0xe4aba7b5e4aa6ee2U : 0xc52dacc1c52c269aU)
#else
#define ADDRESS_MASK(round) ((round) == 0 ? 0x7201e4e9U : 0x7b4363d8U)
#define SIZE_MASK(round)    ((round) == 0 ? 0xe4aa6ee2U : 0xc52c269aU)
#endif
// A round kept this address and size.
#define KEEPS(launch, round, where, bytes)                                                         \
    ((launch)->address[round] == ((uintptr_t)(where) ^ ADDRESS_MASK(round)) &&                     \
     (launch)->size[round] == ((uintptr_t)(bytes) ^ SIZE_MASK(round)))

void mpsec_launch_clear(struct mpsec_launch *launch)
REQUIRES(LAUNCH_OK(launch))
ASSIGNS(*launch)
ENSURES(launch->evidence[0].diff != 0 && launch->evidence[1].diff != 0)
ENSURES(launch->evidence[0].flow == 0 && launch->evidence[1].flow == 0)
ENSURES(!IS_CLEAN(launch, 0) && !IS_CLEAN(launch, 1))
;

void mpsec_launch_begin(struct mpsec_launch *launch, uint32_t round)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS(launch->evidence[round])
ENSURES(launch->evidence[round].flow == ROUND_START(round) && launch->evidence[round].diff == 0)
ENSURES(!IS_CLEAN(launch, round))
;

void mpsec_launch_keep(struct mpsec_launch *launch, uint32_t round, struct mpsec_span payload)
REQUIRES(LAUNCH_OK(launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS(launch->address[round], launch->size[round])
ENSURES(KEEPS(launch, round, payload.data, payload.size))
;

uint32_t mpsec_launch_apart(const struct mpsec_launch *launch, uint32_t round)
REQUIRES(__CPROVER_r_ok(launch, sizeof *launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS()
ENSURES((RESULT == 0) == IS_CLEAN(launch, round))
;

bool mpsec_launch_is_clean(const struct mpsec_launch *launch, uint32_t round)
REQUIRES(__CPROVER_r_ok(launch, sizeof *launch) && round < MPSEC_LAUNCH_ROUNDS)
ASSIGNS()
ENSURES(RESULT == IS_CLEAN(launch, round))
;

// Launch implies both tokens, and what is launched is what both rounds kept.
struct mpsec_span mpsec_launch_open(const struct mpsec_launch *launch)
REQUIRES(__CPROVER_r_ok(launch, sizeof *launch))
ASSIGNS()
ENSURES((RESULT.data == NULL && RESULT.size == 0) || (IS_CLEAN(launch, 0) && IS_CLEAN(launch, 1)))
ENSURES((RESULT.data == NULL && RESULT.size == 0) || (KEEPS(launch, 0, RESULT.data, RESULT.size) &&
                                                      KEEPS(launch, 1, RESULT.data, RESULT.size)))
;

#endif
