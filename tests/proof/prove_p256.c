// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define NOTES_WHAT_IS_VERIFIED
#include "crypto_contracts.h"

#include "p256.c"

// What p256-m is taken to do: tests/proof/assumed.table. Its numbers are eight words of 32 bits.
#define BYTES_OF_NUMBER  (WORDS * sizeof(uint32_t))
#define NUMBER(number)   __CPROVER_r_ok(number, BYTES_OF_NUMBER)
#define PLACE(number)    __CPROVER_rw_ok(number, BYTES_OF_NUMBER)
#define MODULUS(modulus) __CPROVER_r_ok(modulus, sizeof *(modulus))
#define WRITES(number)                                                                             \
    REQUIRES(PLACE(number))                                                                        \
    ASSIGNS_BYTES(number, BYTES_OF_NUMBER)
#define WRITES_POINT(x, y, z)                                                                      \
    WRITES(x)                                                                                      \
    WRITES(y)                                                                                      \
    WRITES(z)

static void u256_set32(uint32_t z[8], uint32_t x)
WRITES(z)
;

static uint32_t u256_add(uint32_t z[8], const uint32_t x[8], const uint32_t y[8])
REQUIRES(NUMBER(x) && NUMBER(y))
WRITES(z)
ENSURES(RESULT <= 1)
;

static void u256_cmov(uint32_t z[8], const uint32_t x[8], uint32_t c)
REQUIRES(NUMBER(x) && c <= 1)
WRITES(z)
;

static uint32_t u256_diff0(const uint32_t x[8])
REQUIRES(NUMBER(x))
ASSIGNS()
;

static void u256_to_bytes(uint8_t p[32], const uint32_t z[8])
REQUIRES(NUMBER(z) && __CPROVER_w_ok(p, 32))
ASSIGNS_BYTES(p, 32)
;

static void m256_set32(uint32_t z[8], uint32_t x, const m256_mod *mod)
REQUIRES(MODULUS(mod))
WRITES(z)
;

static void m256_sub_p(uint32_t z[8], const uint32_t x[8], const uint32_t y[8])
REQUIRES(NUMBER(x) && NUMBER(y))
WRITES(z)
;

static void m256_mul(uint32_t z[8], const uint32_t x[8], const uint32_t y[8], const m256_mod *mod)
REQUIRES(NUMBER(x) && NUMBER(y) && MODULUS(mod))
WRITES(z)
;

static void m256_inv(uint32_t z[8], const uint32_t x[8], const m256_mod *mod)
REQUIRES(NUMBER(x) && MODULUS(mod))
WRITES(z)
;

static void m256_prep(uint32_t z[8], const m256_mod *mod)
REQUIRES(MODULUS(mod))
WRITES(z)
;

static void m256_done(uint32_t z[8], const m256_mod *mod)
REQUIRES(MODULUS(mod))
WRITES(z)
;

static void point_double(uint32_t x[8], uint32_t y[8], uint32_t z[8])
WRITES_POINT(x, y, z)
;

static void point_add(uint32_t x1[8], uint32_t y1[8], uint32_t z1[8], const uint32_t x2[8],
                      const uint32_t y2[8])
REQUIRES(NUMBER(x2) && NUMBER(y2))
WRITES_POINT(x1, y1, z1)
;

static void point_to_affine(uint32_t x[8], uint32_t y[8], uint32_t z[8])
WRITES_POINT(x, y, z)
;

static int point_from_bytes(uint32_t x[8], uint32_t y[8], const uint8_t p[64])
REQUIRES(__CPROVER_r_ok(p, 64))
WRITES(x)
WRITES(y)
;

static int scalar_from_bytes(uint32_t s[8], const uint8_t p[32])
REQUIRES(__CPROVER_r_ok(p, 32))
WRITES(s)
;

static void ecdsa_m256_mod_n(uint32_t x[8])
WRITES(x)
;

static void ecdsa_m256_from_hash(uint32_t z[8], const uint8_t *h, size_t hlen)
REQUIRES(__CPROVER_r_ok(h, hlen))
WRITES(z)
;

// What is ours.
static void find_digits(struct digits *digits, const uint32_t k[WORDS])
REQUIRES(WRITABLE(digits) && NUMBER(k))
ASSIGNS(*digits)
ENSURES(digits->once[WORDS] == 0 && digits->thrice[WORDS] <= 2)
;

static void add_point(struct sum *sum, const uint32_t x[WORDS], const uint32_t y[WORDS])
REQUIRES(WRITABLE(sum) && NUMBER(x) && NUMBER(y))
ASSIGNS(*sum)
;

static void add_digit(struct sum *sum, const uint32_t x[WORDS], const uint32_t y[WORDS],
                      const struct digits *digits, unsigned i)
REQUIRES(WRITABLE(sum) && NUMBER(x) && NUMBER(y) && i <= TOP_DIGIT)
REQUIRES(__CPROVER_r_ok(digits, sizeof *digits))
ASSIGNS(*sum)
;

static void add_multiples(uint32_t x[WORDS], const uint32_t key_x[WORDS],
                          const uint32_t key_y[WORDS], const uint32_t u1[WORDS],
                          const uint32_t u2[WORDS])
REQUIRES(NUMBER(key_x) && NUMBER(key_y) && NUMBER(u1) && NUMBER(u2))
WRITES(x)
;

static void split_scalars(uint32_t u1[8], uint32_t u2[8], uint32_t s[8],
                          const uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(__CPROVER_r_ok(digest, MPSEC_SHA256_SIZE))
WRITES(u1)
WRITES(u2)
WRITES(s)
;

psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
ASSIGNS()
ENSURES(RESULT == PSA_ERROR_NOT_SUPPORTED)
;

void prove_find_digits(void)
{
    struct digits digits;
    const uint32_t k[WORDS];
    find_digits(&digits, k);
}

void prove_add_point(void)
{
    struct sum sum;
    const uint32_t x[WORDS], y[WORDS];
    add_point(&sum, x, y);
}

void prove_add_digit(void)
{
    struct sum sum;
    struct digits digits;
    const uint32_t x[WORDS], y[WORDS];
    add_digit(&sum, x, y, &digits, nondet_u32());
}

void prove_add_multiples(void)
{
    uint32_t x[WORDS];
    const uint32_t key_x[WORDS], key_y[WORDS], u1[WORDS], u2[WORDS];
    add_multiples(x, key_x, key_y, u1, nondet_bool() ? u2 : x);
}

void prove_split_scalars(void)
{
    uint32_t u1[WORDS], u2[WORDS], s[WORDS];
    uint8_t digest[MPSEC_SHA256_SIZE];
    split_scalars(u1, u2, s, digest);
}

void prove_mpsec_p256_expected_r(void)
{
    uint8_t point[MPSEC_P256_POINT_SIZE];
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    uint8_t r[HALF];
    mpsec_p256_expected_r(point, digest, signature, r);
}

void prove_mpsec_p256_verify(void)
{
    uint8_t point[MPSEC_P256_POINT_SIZE];
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    (void)mpsec_p256_verify(point, digest, signature);
}

void prove_psa_generate_random(void)
{
    uint8_t output[16];
    (void)psa_generate_random(output, nondet_size());
}
