// SPDX-License-Identifier: MIT
// standin.c - a cheap stand-in for the cryptography, for the power-cut runs and for nothing else.
//
// A run boots a device some million times. Whether a signature is genuine is asked in
// tests/unit/test_evidence.c and the tests of core; here it only has to be one function of the
// digest that a changed byte changes. It is linked in place of core/src/crypto_mbedtls.c and
// p256.c.
#include "mpsec/lms.h"

#include <string.h>

static uint64_t mix(uint64_t hash, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
        hash ^= hash >> 29;
    }
    return hash;
}

static void spread(uint64_t hash, uint8_t out[32])
{
    for (size_t i = 0; i < 32; i++) {
        hash = hash * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(hash >> 56);
    }
}

void mpsec_sha256_start(struct mpsec_sha256_state *state)
{
    const uint64_t first = UINT64_C(0xcbf29ce484222325);
    memcpy(state->words, &first, sizeof first);
}

void mpsec_sha256_add(struct mpsec_sha256_state *state, struct mpsec_span part)
{
    uint64_t hash;
    memcpy(&hash, state->words, sizeof hash);
    hash = mix(hash, part.data, part.size);
    memcpy(state->words, &hash, sizeof hash);
}

void mpsec_sha256_finish(struct mpsec_sha256_state *state, uint8_t digest[MPSEC_SHA256_SIZE])
{
    uint64_t hash;
    memcpy(&hash, state->words, sizeof hash);
    spread(hash, digest);
}

void mpsec_p256_expected_r(const uint8_t point[MPSEC_P256_POINT_SIZE],
                           const uint8_t digest[MPSEC_SHA256_SIZE],
                           const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE],
                           uint8_t r[MPSEC_P256_SIGNATURE_SIZE / 2])
{
    (void)signature;
    spread(mix(mix(1, point, MPSEC_P256_POINT_SIZE), digest, MPSEC_SHA256_SIZE), r);
    r[0] = 0x11; // a positive integer of 32 bytes in DER
}

enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE])
{
    uint8_t r[MPSEC_P256_SIGNATURE_SIZE / 2];
    mpsec_p256_expected_r(point, digest, signature, r);
    return memcmp(r, signature, sizeof r) == 0 ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
}

// No key of the runs asks for a second signature.
void mpsec_lms_root(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE], struct mpsec_span message,
                    struct mpsec_span signature, uint8_t root[MPSEC_SHA256_SIZE])
{
    (void)public_key;
    (void)message;
    (void)signature;
    memset(root, 0, MPSEC_SHA256_SIZE);
}

void mpsec_wipe(void *bytes, size_t size)
{
    memset(bytes, 0, size);
}
