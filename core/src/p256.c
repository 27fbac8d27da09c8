// SPDX-License-Identifier: MIT
// p256.c - ECDSA verification on p256-m.
//
// p256-m compares the two numbers that decide about a signature inside, and tells no more than
// the outcome; and it multiplies points in a time that tells nothing of secrets, of which a
// signature has none. So its source is compiled here, unchanged, where its arithmetic can be
// reached: numbers and single steps on the curve are its own, their order is ours (docs/adr/075).
#include "mpsec/crypto.h"

// Cores with a long multiplication may use it, though on some its time depends on the numbers.
#define MUL64_IS_CONSTANT_TIME
#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2 && !defined(__ARM_FEATURE_DSP)
#undef __ARM_ARCH_PROFILE // by this p256-m chooses assembler that avoids it
#endif
// A system header to the compiler: its warnings are not ours.
#include <p256-m.c>

enum {
    HALF = MPSEC_P256_SIGNATURE_SIZE / 2,
    WORD_BITS = 32,
    WORDS = 8,
    TOP_DIGIT = WORDS * WORD_BITS + 1, // 3k is two bits longer than k
};

// p256-m can also make keys and asks for randomness then. The core never does: refuse.
psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    (void)output;
    (void)output_size;
    return PSA_ERROR_NOT_SUPPORTED;
}

// ------------------------------------------------------------------------------- multiplication

// A point as p256-m's Jacobian coordinates; that at infinity has z = 0.
struct sum {
    uint32_t x[WORDS], y[WORDS], z[WORDS];
};

// k and 3k. Bit i of 3k less bit i of k is digit i - 1 of k in non-adjacent form: of the digits
// 1, 0 and -1 two in three are 0.
struct digits {
    uint32_t once[WORDS + 1], thrice[WORDS + 1];
};

static void find_digits(struct digits *digits, const uint32_t k[WORDS])
{
    u256_cmov(digits->once, k, 1);
    digits->once[WORDS] = 0;
    digits->thrice[WORDS] = u256_add(digits->thrice, k, k);
    digits->thrice[WORDS] += u256_add(digits->thrice, digits->thrice, k);
}

// sum += (x, y), a point of the curve, whatever the two are.
static void add_point(struct sum *sum, const uint32_t x[WORDS], const uint32_t y[WORDS])
{
    const bool is_zero = u256_diff0(sum->z) == 0;
    if (!is_zero) {
        point_add(sum->x, sum->y, sum->z, x, y);
        // Of opposite points it makes one at infinity, which is right, and of equal ones 0, 0, 0.
        if ((u256_diff0(sum->x) | u256_diff0(sum->z)) != 0) {
            return;
        }
    }
    u256_cmov(sum->x, x, 1);
    u256_cmov(sum->y, y, 1);
    m256_set32(sum->z, 1, &p256_p);
    if (!is_zero) {
        point_double(sum->x, sum->y, sum->z);
    }
}

// Adds (x, y), its opposite or nothing, as the digit says.
static void add_digit(struct sum *sum, const uint32_t x[WORDS], const uint32_t y[WORDS],
                      const struct digits *digits, unsigned i)
{
    const uint32_t plus = digits->thrice[i / WORD_BITS] >> i % WORD_BITS & 1U;
    const uint32_t minus = digits->once[i / WORD_BITS] >> i % WORD_BITS & 1U;
    uint32_t signed_y[WORDS];
    if (plus == minus) {
        return;
    }
    u256_set32(signed_y, 0);
    m256_sub_p(signed_y, signed_y, y);
    u256_cmov(signed_y, y, plus);
    add_point(sum, x, signed_y);
}

// x of u1 G + u2 K, where K is (key_x, key_y); 0 for the point at infinity. Not inlined: the
// numbers of the caller and these are not on the stack for longer than they are used.
static __attribute__((noinline)) void add_multiples(uint32_t x[WORDS], const uint32_t key_x[WORDS],
                                                    const uint32_t key_y[WORDS],
                                                    const uint32_t u1[WORDS],
                                                    const uint32_t u2[WORDS])
{
    struct digits of_base;
    struct digits of_key;
    struct sum sum = {.z = {0}};
    find_digits(&of_base, u1);
    find_digits(&of_key, u2);
    for (unsigned i = TOP_DIGIT; i > 0; i--) {
        point_double(sum.x, sum.y, sum.z);
        add_digit(&sum, p256_gx, p256_gy, &of_base, i);
        add_digit(&sum, key_x, key_y, &of_key, i);
    }
    point_to_affine(sum.x, sum.y, sum.z);
    u256_cmov(x, sum.x, 1);
}

// ---------------------------------------------------------------------------------- signatures

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
                           const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE], uint8_t r[HALF])
{
    uint32_t u1[8];
    uint32_t u2[8];
    uint32_t s[8];
    uint32_t key_x[8];
    uint32_t key_y[8];

    for (size_t i = 0; i < HALF; i++) {
        r[i] = signature[i] ^ UINT8_MAX;
    }
    if (scalar_from_bytes(u2, signature) != 0 || scalar_from_bytes(s, signature + HALF) != 0 ||
        point_from_bytes(key_x, key_y, point) != 0) {
        return;
    }
    split_scalars(u1, u2, s, digest);
    // A sum at infinity has x = 0, which equals no r in [1, n-1].
    add_multiples(s, key_x, key_y, u1, u2);
    m256_done(s, &p256_p);
    ecdsa_m256_mod_n(s);
    u256_to_bytes(r, s);
}

enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE])
{
    uint8_t r[HALF];
    uint32_t diff = 0;
    mpsec_p256_expected_r(point, digest, signature, r);
    for (size_t i = 0; i < HALF; i++) {
        diff |= (uint32_t)(r[i] ^ signature[i]);
    }
    return diff == 0 ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
}
