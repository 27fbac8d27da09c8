// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define NOTES_WHAT_IS_HASHED
#define NOTES_PARTS_HASHED
#include "crypto_contracts.h"

#include "hash.c"

static void mask(uint8_t block[MPSEC_SHA256_BLOCK_SIZE], uint8_t value)
REQUIRES(__CPROVER_rw_ok(block, MPSEC_SHA256_BLOCK_SIZE))
ASSIGNS_BYTES(block, MPSEC_SHA256_BLOCK_SIZE)
;

static void put_key(struct mpsec_span key, uint8_t block[MPSEC_SHA256_BLOCK_SIZE])
REQUIRES(READABLE(key) && __CPROVER_rw_ok(block, MPSEC_SHA256_BLOCK_SIZE))
ASSIGNS_BYTES(block, MPSEC_SHA256_BLOCK_SIZE)
MAY_HASH
;

// Any number of parts that the contract allows, of any size.
#define ANY_PARTS {ANY_SPAN(), ANY_SPAN(), ANY_SPAN(), ANY_SPAN()}

void prove_mpsec_sha256(void)
{
    const struct mpsec_span parts[] = ANY_PARTS;
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_sha256(parts, nondet_size(), digest);
}

void prove_mask(void)
{
    uint8_t block[MPSEC_SHA256_BLOCK_SIZE];
    mask(block, nondet_u8());
}

void prove_put_key(void)
{
    uint8_t block[MPSEC_SHA256_BLOCK_SIZE];
    put_key(ANY_SPAN(), block);
}

void prove_mpsec_hmac_start(void)
{
    struct mpsec_hmac_state state;
    mpsec_hmac_start(&state, ANY_SPAN());
}

void prove_mpsec_hmac_add(void)
{
    struct mpsec_hmac_state state;
    mpsec_hmac_add(&state, ANY_SPAN());
}

void prove_mpsec_hmac_finish(void)
{
    struct mpsec_hmac_state state;
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_hmac_finish(&state, tag);
}

void prove_mpsec_hmac_sha256(void)
{
    const struct mpsec_span parts[] = ANY_PARTS;
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_hmac_sha256(ANY_SPAN(), parts, nondet_size(), tag);
}

void prove_mpsec_bytes_equal_ct(void)
{
    const struct mpsec_span a = any_object();
    const struct mpsec_span b = any_object();
    const size_t size = nondet_size();
    __CPROVER_assume(size <= a.size && size <= b.size);
    (void)mpsec_bytes_equal_ct(a.data, b.data, size);
}
