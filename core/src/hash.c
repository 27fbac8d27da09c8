// SPDX-License-Identifier: MIT
// hash.c - what needs nothing of SHA-256 but its three steps (mpsec/crypto.h).
#include "mpsec/crypto.h"

enum {
    INNER_MASK = 0x36, // RFC 2104
    OUTER_MASK = 0x5c,
};

void mpsec_sha256(const struct mpsec_span *parts, size_t count, uint8_t digest[MPSEC_SHA256_SIZE])
{
    struct mpsec_sha256_state state;
    mpsec_sha256_start(&state);
    for (size_t i = 0; i < count; i++) {
        mpsec_sha256_add(&state, parts[i]);
    }
    mpsec_sha256_finish(&state, digest);
}

static void mask(uint8_t block[MPSEC_SHA256_BLOCK_SIZE], uint8_t value)
{
    for (size_t i = 0; i < MPSEC_SHA256_BLOCK_SIZE; i++) {
        block[i] ^= value;
    }
}

// A key longer than a block is hashed first, a shorter one padded with zeros (RFC 2104 §2).
static void put_key(struct mpsec_span key, uint8_t block[MPSEC_SHA256_BLOCK_SIZE])
{
    for (size_t i = 0; i < MPSEC_SHA256_BLOCK_SIZE; i++) {
        block[i] = 0;
    }
    if (key.size > MPSEC_SHA256_BLOCK_SIZE) {
        mpsec_sha256(&key, 1, block);
        return;
    }
    for (size_t i = 0; i < key.size; i++) {
        block[i] = key.data[i];
    }
}

void mpsec_hmac_start(struct mpsec_hmac_state *state, struct mpsec_span key)
{
    const struct mpsec_span block = {state->outer_key, sizeof state->outer_key};
    put_key(key, state->outer_key);
    mask(state->outer_key, INNER_MASK);
    mpsec_sha256_start(&state->inner);
    mpsec_sha256_add(&state->inner, block);
    mask(state->outer_key, INNER_MASK ^ OUTER_MASK);
}

void mpsec_hmac_add(struct mpsec_hmac_state *state, struct mpsec_span part)
{
    mpsec_sha256_add(&state->inner, part);
}

void mpsec_hmac_finish(struct mpsec_hmac_state *state, uint8_t tag[MPSEC_SHA256_SIZE])
{
    mpsec_sha256_finish(&state->inner, tag);
    const struct mpsec_span parts[] = {{state->outer_key, sizeof state->outer_key},
                                       {tag, MPSEC_SHA256_SIZE}};
    mpsec_sha256(parts, sizeof parts / sizeof parts[0], tag);
    mpsec_wipe(state, sizeof *state);
}

void mpsec_hmac_sha256(struct mpsec_span key, const struct mpsec_span *parts, size_t count,
                       uint8_t tag[MPSEC_SHA256_SIZE])
{
    struct mpsec_hmac_state state;
    mpsec_hmac_start(&state, key);
    for (size_t i = 0; i < count; i++) {
        mpsec_hmac_add(&state, parts[i]);
    }
    mpsec_hmac_finish(&state, tag);
}

// `volatile` keeps the compiler from leaving the loop early once a difference is seen.
bool mpsec_bytes_equal_ct(const uint8_t *a, const uint8_t *b, size_t size)
{
    volatile uint8_t difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference = (uint8_t)(difference | (a[i] ^ b[i]));
    }
    return difference == 0;
}
