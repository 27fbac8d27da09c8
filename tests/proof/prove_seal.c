// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "seal_contracts.h"

#include "seal.c"

static void key_for(const struct mpsec_seal_binding *binding, uint8_t purpose,
                    uint8_t out[MPSEC_SEAL_KEY_SIZE])
REQUIRES(BINDING_OK(binding) && __CPROVER_w_ok(out, MPSEC_SEAL_KEY_SIZE))
ASSIGNS_BYTES(out, MPSEC_SEAL_KEY_SIZE)
;

static void make_tag(const struct mpsec_seal_binding *binding, struct mpsec_span tagged,
                     uint8_t out[MPSEC_SHA256_SIZE])
REQUIRES(BINDING_OK(binding) && READABLE(tagged) && __CPROVER_w_ok(out, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(out, MPSEC_SHA256_SIZE)
;

static void crypt(const struct mpsec_seal_binding *binding, struct mpsec_span nonce,
                  struct mpsec_span in, uint8_t *out)
REQUIRES(BINDING_OK(binding) && READABLE(nonce) && READABLE(in))
REQUIRES(in.size <= MPSEC_SEAL_VALUE_MAX && __CPROVER_w_ok(out, in.size))
ASSIGNS_BYTES(out, in.size)
;

static size_t put(uint8_t *out, size_t at, struct mpsec_span bytes)
REQUIRES(READABLE(bytes) && at <= MPSEC_SEAL_RECORD_MAX && bytes.size <= MPSEC_SEAL_VALUE_MAX)
REQUIRES(__CPROVER_w_ok(out, at + bytes.size))
ASSIGNS_BYTES(out + at, bytes.size)
ENSURES(RESULT == at + bytes.size)
;

// Nothing is sealed that could not be read again, and no record is longer than the longest.
size_t mpsec_seal(const struct mpsec_seal_binding *binding, struct mpsec_span name,
                  struct mpsec_span value, const uint8_t nonce[MPSEC_SEAL_NONCE_SIZE], uint8_t *out)
REQUIRES(BINDING_OK(binding) && READABLE(name) && READABLE(value))
REQUIRES(__CPROVER_r_ok(nonce, MPSEC_SEAL_NONCE_SIZE) && __CPROVER_w_ok(out, MPSEC_SEAL_RECORD_MAX))
ASSIGNS_BYTES(out, MPSEC_SEAL_RECORD_MAX)
ENSURES(RESULT <= MPSEC_SEAL_RECORD_MAX)
ENSURES(RESULT == 0 || RESULT == MPSEC_SEAL_HEAD_SIZE + MPSEC_SEAL_NONCE_SIZE + name.size +
                                     value.size + MPSEC_SHA256_SIZE)
;

static struct mpsec_seal_binding any_binding(void)
{
    const struct mpsec_seal_binding binding = {ANY_SPAN(), ANY_SPAN(), ANY_SPAN(), nondet_u8()};
    return binding;
}

void prove_mpsec_derive(void)
{
    const struct mpsec_span whole = any_object();
    const struct mpsec_span parts[DERIVED_PARTS] = {
        any_part(whole), any_part(whole), any_part(whole), any_part(whole), any_part(whole),
        any_part(whole), any_part(whole), any_part(whole), any_part(whole), any_part(whole),
        any_part(whole), any_part(whole), any_part(whole)};
    uint8_t out[MPSEC_SEAL_KEY_SIZE];
    mpsec_derive(ANY_SPAN(), parts, nondet_size(), out);
}

void prove_key_for(void)
{
    const struct mpsec_seal_binding binding = any_binding();
    uint8_t out[MPSEC_SEAL_KEY_SIZE];
    key_for(&binding, nondet_u8(), out);
}

void prove_make_tag(void)
{
    const struct mpsec_seal_binding binding = any_binding();
    uint8_t out[MPSEC_SHA256_SIZE];
    make_tag(&binding, ANY_SPAN(), out);
}

void prove_crypt(void)
{
    const struct mpsec_seal_binding binding = any_binding();
    const struct mpsec_span out = any_object();
    crypt(&binding, ANY_SPAN(), ANY_SPAN(), (uint8_t *)out.data);
}

void prove_mpsec_sealed_read(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_sealed out;
    (void)mpsec_sealed_read(&reader, &out);
}

void prove_mpsec_sealed_open(void)
{
    const struct mpsec_seal_binding binding = any_binding();
    const struct mpsec_span whole = any_object();
    const struct mpsec_sealed sealed = {any_part(whole), any_part(whole), any_part(whole),
                                        any_part(whole), any_part(whole)};
    uint8_t out[MPSEC_SEAL_VALUE_MAX];
    (void)mpsec_sealed_open(&sealed, &binding, out);
}

void prove_put(void)
{
    const struct mpsec_span out = any_object();
    (void)put((uint8_t *)out.data, nondet_size(), ANY_SPAN());
}

void prove_mpsec_seal(void)
{
    const struct mpsec_seal_binding binding = any_binding();
    uint8_t nonce[MPSEC_SEAL_NONCE_SIZE];
    uint8_t out[MPSEC_SEAL_RECORD_MAX];
    (void)mpsec_seal(&binding, ANY_SPAN(), ANY_SPAN(), nonce, out);
}
