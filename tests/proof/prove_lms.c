// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "lms.c"

// A signature as mpsec_lms_signature_parse() leaves it.
#define BYTES_OF(span, count) ((span).size == (count) && __CPROVER_r_ok((span).data, count))
#define PARSED(signature)                                                                          \
    (__CPROVER_r_ok(signature, sizeof *(signature)) && (signature)->q < MPSEC_LMS_LEAVES &&         \
     BYTES_OF((signature)->c, 32) && BYTES_OF((signature)->chains, 32 * MPSEC_LMS_CHAINS) &&       \
     BYTES_OF((signature)->path, 32 * MPSEC_LMS_HEIGHT))
#define ID_OK(id) __CPROVER_r_ok(id, MPSEC_LMS_ID_SIZE)

static struct mpsec_span span_of(const uint8_t *bytes, size_t size)
ASSIGNS()
ENSURES(RESULT.size == size && SAME(RESULT.data, bytes))
;

static void put_u16(uint8_t *out, unsigned value)
REQUIRES(__CPROVER_w_ok(out, 2) && value <= 0xffff)
ASSIGNS_BYTES(out, 2)
;

static void put_prefix(uint8_t prefix[PREFIX_SIZE], const uint8_t *id, uint32_t number,
                       unsigned kind)
REQUIRES(__CPROVER_w_ok(prefix, PREFIX_SIZE) && ID_OK(id) && kind <= 0xffff)
ASSIGNS_BYTES(prefix, PREFIX_SIZE)
;

static void finish_chain(uint8_t link[LINK_SIZE], const uint8_t *start, unsigned i, unsigned from)
REQUIRES(__CPROVER_rw_ok(link, LINK_SIZE) && __CPROVER_r_ok(start, MPSEC_SHA256_SIZE))
REQUIRES(i < MPSEC_LMS_CHAINS && from <= CHAIN_END)
ASSIGNS_BYTES(link, LINK_SIZE)
;

static void find_digits(const struct mpsec_lms_signature *signature, const uint8_t *id,
                        struct mpsec_span message, uint8_t digits[MPSEC_LMS_CHAINS])
REQUIRES(PARSED(signature) && ID_OK(id) && READABLE(message))
REQUIRES(__CPROVER_w_ok(digits, MPSEC_LMS_CHAINS))
ASSIGNS_BYTES(digits, MPSEC_LMS_CHAINS)
;

static void find_candidate(const struct mpsec_lms_signature *signature, const uint8_t *id,
                           struct mpsec_span message, uint8_t out[MPSEC_SHA256_SIZE])
REQUIRES(PARSED(signature) && ID_OK(id) && READABLE(message))
REQUIRES(__CPROVER_w_ok(out, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(out, MPSEC_SHA256_SIZE)
;

static void climb(const struct mpsec_lms_signature *signature, const uint8_t *id,
                  uint8_t node[MPSEC_SHA256_SIZE])
REQUIRES(PARSED(signature) && ID_OK(id) && __CPROVER_rw_ok(node, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(node, MPSEC_SHA256_SIZE)
;

uint32_t nondet_q(void);

// A signature that refers to any bytes, as far as the contract allows.
static struct mpsec_lms_signature any_signature(void)
{
    const struct mpsec_lms_signature signature = {nondet_q(), ANY_SPAN(), ANY_SPAN(), ANY_SPAN()};
    return signature;
}

void prove_span_of(void)
{
    (void)span_of(any_object().data, nondet_size());
}

void prove_put_u16(void)
{
    uint8_t out[2];
    put_u16(out, nondet_u32());
}

void prove_put_prefix(void)
{
    uint8_t prefix[PREFIX_SIZE];
    uint8_t id[MPSEC_LMS_ID_SIZE];
    put_prefix(prefix, id, nondet_u32(), nondet_u32());
}

void prove_finish_chain(void)
{
    uint8_t link[LINK_SIZE];
    const struct mpsec_span start = any_object();
    finish_chain(link, start.data, nondet_u32(), nondet_u32());
}

void prove_find_digits(void)
{
    const struct mpsec_lms_signature signature = any_signature();
    uint8_t id[MPSEC_LMS_ID_SIZE];
    uint8_t digits[MPSEC_LMS_CHAINS];
    find_digits(&signature, id, ANY_SPAN(), digits);
}

void prove_find_candidate(void)
{
    const struct mpsec_lms_signature signature = any_signature();
    uint8_t id[MPSEC_LMS_ID_SIZE];
    uint8_t out[MPSEC_SHA256_SIZE];
    find_candidate(&signature, id, ANY_SPAN(), out);
}

void prove_climb(void)
{
    const struct mpsec_lms_signature signature = any_signature();
    uint8_t id[MPSEC_LMS_ID_SIZE];
    uint8_t node[MPSEC_SHA256_SIZE];
    climb(&signature, id, node);
}

void prove_mpsec_lms_root(void)
{
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    uint8_t root[MPSEC_SHA256_SIZE];
    mpsec_lms_root(public_key, ANY_SPAN(), ANY_SPAN(), root);
}
