// SPDX-License-Identifier: MIT
// p256.c - ECDSA verification on p256-m.
//
// p256-m compares the two numbers that decide about a signature inside, and tells no more than
// the outcome. So its source is compiled here, unchanged, where its arithmetic can be reached.
#include "mpsec/crypto.h"

// A system header to the compiler: its warnings are not ours.
#include <p256-m.c>

// p256-m can also make keys and asks for randomness then. The core never does: refuse.
psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    (void)output;
    (void)output_size;
    return PSA_ERROR_NOT_SUPPORTED;
}

enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE])
{
    // p256-m says success with 0, which is what a cleared register holds: ask for equality with
    // its own constant and answer with ours.
    const int answer = p256_ecdsa_verify(signature, point, digest, MPSEC_SHA256_SIZE);
    return answer == P256_SUCCESS ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
}

// u1 = e / s and u2 = r / s, modulo n. On entry u2 holds r; s is used up.
static void split_scalars(uint32_t u1[8], uint32_t u2[8], uint32_t s[8],
                          const uint8_t digest[MPSEC_SHA256_SIZE])
{
    uint32_t e[8];
    ecdsa_m256_from_hash(e, digest, MPSEC_SHA256_SIZE);
    m256_prep(s, &p256_n);
    m256_inv(s, s, &p256_n);
    m256_mul(u1, e, s, &p256_n);
    m256_done(u1, &p256_n);
    m256_prep(u2, &p256_n);
    m256_mul(u2, u2, s, &p256_n);
    m256_done(u2, &p256_n);
}

// FIPS 186-5, 6.4.2, steps 3 to 8; the order of p256_ecdsa_verify() in p256-m (Apache-2.0).
void mpsec_p256_expected_r(const uint8_t point[MPSEC_P256_POINT_SIZE],
                           const uint8_t digest[MPSEC_SHA256_SIZE],
                           const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE],
                           uint8_t r[MPSEC_P256_SIGNATURE_SIZE / 2])
{
    uint32_t u1[8];
    uint32_t u2[8];
    uint32_t s[8];
    uint32_t key_x[8];
    uint32_t key_y[8];

    for (size_t i = 0; i < MPSEC_P256_SIGNATURE_SIZE / 2; i++) {
        r[i] = (uint8_t)~signature[i];
    }
    if (scalar_from_bytes(u2, signature) != 0 ||
        scalar_from_bytes(s, signature + MPSEC_P256_SIGNATURE_SIZE / 2) != 0 ||
        point_from_bytes(key_x, key_y, point) != 0) {
        return;
    }
    split_scalars(u1, u2, s, digest);

    uint32_t x[8];
    uint32_t y[8];
    scalar_mult(x, y, key_x, key_y, u2);
    if (u256_diff0(u1) != 0) { // scalar_mult() does not take 0
        uint32_t base_x[8];
        uint32_t base_y[8];
        scalar_mult(base_x, base_y, p256_gx, p256_gy, u1);
        // A sum at infinity has x = 0, which equals no r in [1, n-1].
        point_add_or_double_leaky(s, u2, base_x, base_y, x, y);
        u256_cmov(x, s, 1);
    }
    m256_done(x, &p256_p);
    ecdsa_m256_mod_n(x);
    u256_to_bytes(r, x);
}
