// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"
#include "verify_contracts.h"

#include "evidence.c"

static uint32_t wrong(bool condition)
ASSIGNS()
ENSURES(RESULT == (condition ? APART : 0))
;

static uint32_t bytes_apart(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
;

static uint32_t bytes_apart_backwards(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
;

// What is asked for and has another size is never taken for what was found.
static uint32_t asked_apart(struct mpsec_span wanted, struct mpsec_span found)
REQUIRES(READABLE(wanted) && READABLE(found))
ASSIGNS()
ENSURES(RESULT != 0 || wanted.size == 0 || wanted.size == found.size)
;

static uint32_t signature_apart(struct mpsec_span signature, uint8_t raw[MPSEC_P256_SIGNATURE_SIZE])
REQUIRES(READABLE(signature) && __CPROVER_w_ok(raw, MPSEC_P256_SIGNATURE_SIZE))
ASSIGNS_BYTES(raw, MPSEC_P256_SIGNATURE_SIZE)
;

static uint32_t find_key(struct mpsec_span id, const struct mpsec_policy *policy)
REQUIRES(id.size == MPSEC_KEY_ID_SIZE && READABLE(id) && POLICY_HERE(policy) && KEYS_THERE(policy))
ASSIGNS()
ENSURES(RESULT <= MPSEC_KEYS_MAX && (RESULT == MPSEC_KEYS_MAX || RESULT < policy->key_count))
;

static uint32_t lms_apart(const struct mpsec_key *key, const uint8_t digest[MPSEC_SHA256_SIZE],
                          struct mpsec_span signature)
REQUIRES(__CPROVER_r_ok(key, sizeof *key) && KEY_OK(*key) && READABLE(signature))
REQUIRES(__CPROVER_r_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS()
;

struct mpsec_policy nondet_policy(void);
struct mpsec_key nondet_key(void);

#define TWO_OBJECTS(a, b, size)                                                                    \
    const struct mpsec_span a = any_object();                                                      \
    const struct mpsec_span b = any_object();                                                      \
    const size_t size = nondet_size();                                                             \
    __CPROVER_assume(size <= a.size && size <= b.size)

void prove_wrong(void)
{
    (void)wrong(nondet_bool());
}

void prove_bytes_apart(void)
{
    TWO_OBJECTS(a, b, size);
    (void)bytes_apart(a.data, b.data, size);
}

void prove_bytes_apart_backwards(void)
{
    TWO_OBJECTS(a, b, size);
    (void)bytes_apart_backwards(a.data, b.data, size);
}

void prove_asked_apart(void)
{
    (void)asked_apart(ANY_SPAN(), ANY_SPAN());
}

void prove_signature_apart(void)
{
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE];
    (void)signature_apart(ANY_SPAN(), raw);
}

void prove_find_key(void)
{
    struct mpsec_policy policy = nondet_policy();
    struct mpsec_key keys[MPSEC_KEYS_MAX];
    policy.keys = LAST_KEYS(keys, policy);
    (void)find_key(ANY_SPAN(), &policy);
}

void prove_lms_apart(void)
{
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    const uint8_t digest[MPSEC_SHA256_SIZE];
    struct mpsec_key key = nondet_key();
    key.lms = nondet_bool() ? lms : NULL;
    (void)lms_apart(&key, digest, ANY_SPAN());
}
