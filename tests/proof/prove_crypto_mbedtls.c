// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "crypto_mbedtls.c"

// What mbedTLS is taken to do: tests/proof/assumed.table.
void mbedtls_sha256_init(mbedtls_sha256_context *ctx)
REQUIRES(WRITABLE(ctx))
ASSIGNS(*ctx)
;

int mbedtls_sha256_starts(mbedtls_sha256_context *ctx, int is224)
REQUIRES(WRITABLE(ctx))
ASSIGNS(*ctx)
;

int mbedtls_sha256_update(mbedtls_sha256_context *ctx, const unsigned char *input, size_t ilen)
REQUIRES(WRITABLE(ctx) && __CPROVER_r_ok(input, ilen))
ASSIGNS(*ctx)
;

int mbedtls_sha256_finish(mbedtls_sha256_context *ctx, unsigned char *output)
REQUIRES(WRITABLE(ctx) && __CPROVER_w_ok(output, 32))
ASSIGNS(*ctx, __CPROVER_object_upto(output, 32))
;

void mbedtls_sha256_free(mbedtls_sha256_context *ctx)
REQUIRES(WRITABLE(ctx))
ASSIGNS(*ctx)
;

void mbedtls_platform_zeroize(void *buf, size_t len)
REQUIRES(__CPROVER_w_ok(buf, len))
ASSIGNS_BYTES(buf, len)
;

// The context is the caller's own words, and fits.
static mbedtls_sha256_context *context_of(struct mpsec_sha256_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS()
ENSURES(SAME((void *)RESULT, (void *)state))
;

void prove_mbedtls_platform_zeroize(void)
{
    const struct mpsec_span whole = any_object();
    mbedtls_platform_zeroize((void *)whole.data, nondet_size());
}

void prove_mpsec_wipe(void)
{
    const struct mpsec_span whole = any_object();
    mpsec_wipe((void *)whole.data, nondet_size());
}

void prove_context_of(void)
{
    struct mpsec_sha256_state state;
    (void)context_of(&state);
}

void prove_mpsec_sha256_start(void)
{
    struct mpsec_sha256_state state;
    mpsec_sha256_start(&state);
}

void prove_mpsec_sha256_add(void)
{
    struct mpsec_sha256_state state;
    mpsec_sha256_add(&state, ANY_SPAN());
}

void prove_mpsec_sha256_finish(void)
{
    struct mpsec_sha256_state state;
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_sha256_finish(&state, digest);
}
