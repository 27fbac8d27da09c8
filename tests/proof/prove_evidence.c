// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define NOTES_COMPARISONS
#include "evidence_contracts.h"
#include "receipt_contracts.h"

#define SAME_BYTE(a, b, size) (any_index >= (size) || (a)[any_index] == (b)[any_index])

#include "evidence.c"

static uint32_t wrong(bool condition)
ASSIGNS()
ENSURES(RESULT == (condition ? APART : 0))
;

static uint32_t bytes_apart(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
ENSURES(RESULT != 0 || size > UINT32_MAX || SAME_BYTE(a, b, size))
;

static uint32_t bytes_apart_backwards(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
ENSURES(RESULT != 0 || size > UINT32_MAX || SAME_BYTE(a, b, size))
;

// What is asked for is never taken for something else that was found.
static uint32_t asked_apart(struct mpsec_span wanted, struct mpsec_span found)
REQUIRES(READABLE(wanted) && READABLE(found))
ASSIGNS()
ENSURES(RESULT != 0 || wanted.size == 0 || wanted.size == found.size)
ENSURES(RESULT != 0 || wanted.size > UINT32_MAX || SAME_BYTE(wanted.data, found.data, wanted.size))
;

static uint32_t signature_apart(struct mpsec_span signature, uint8_t raw[MPSEC_P256_SIGNATURE_SIZE])
REQUIRES(READABLE(signature) && __CPROVER_w_ok(raw, MPSEC_P256_SIGNATURE_SIZE))
ASSIGNS_BYTES(raw, MPSEC_P256_SIGNATURE_SIZE)
;

static uint32_t find_key(struct mpsec_span id, const struct mpsec_policy *policy)
REQUIRES(id.size == MPSEC_KEY_ID_SIZE && READABLE(id) && POLICY_HERE(policy) && KEYS_THERE(policy))
ASSIGNS()
ENSURES(RESULT <= MPSEC_KEYS_MAX && (RESULT == MPSEC_KEYS_MAX || RESULT < policy->key_count))
ENSURES(RESULT == MPSEC_KEYS_MAX ||
        SAME_BYTE(id.data, policy->keys[RESULT].id, MPSEC_KEY_ID_SIZE))
;

static uint32_t lms_apart(const struct mpsec_key *key, const uint8_t digest[MPSEC_SHA256_SIZE],
                          struct mpsec_span signature)
REQUIRES(__CPROVER_r_ok(key, sizeof *key) && KEY_OK(*key) && READABLE(signature))
REQUIRES(__CPROVER_r_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS()
;

// A signer in whom nothing differs adds one key, and one that may sign; and the r that its
// signature has is the one that was computed.
static uint32_t signer_apart(const struct mpsec_signer *signer, const struct mpsec_policy *policy,
                             const uint8_t digest[MPSEC_SHA256_SIZE], uint32_t *signed_by)
REQUIRES(__CPROVER_r_ok(signer, sizeof *signer) && SIGNER_READABLE(*signer))
REQUIRES(POLICY_HERE(policy) && KEYS_OK(policy) && __CPROVER_r_ok(digest, MPSEC_SHA256_SIZE))
REQUIRES(WRITABLE(signed_by) && *signed_by >> MPSEC_KEYS_MAX == 0)
COMPARES
ASSIGNS(*signed_by, noted_hashed)
ENSURES(RESULT != 0 || noted_due == noted_told)
ENSURES(*signed_by >> MPSEC_KEYS_MAX == 0)
ENSURES((*signed_by & OLD(*signed_by)) == OLD(*signed_by))
ENSURES(RESULT != 0 || MAY_SIGN(policy, *signed_by & ~OLD(*signed_by)))
;

// Where nothing differs, as many different keys have signed as the policy asks for.
static uint32_t signers_apart(const struct mpsec_image *image, const struct mpsec_policy *policy,
                              const uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(IMAGE_HERE(image) && SIGNERS_THERE(image) && __CPROVER_r_ok(digest, MPSEC_SHA256_SIZE))
REQUIRES(POLICY_HERE(policy) && KEYS_OK(policy))
COMPARES
ASSIGNS(noted_hashed, noted_signed_by)
ENSURES(RESULT != 0 || WELL_SIGNED(noted_signed_by, policy))
;

static uint32_t claims_apart(const struct mpsec_image *image, const struct mpsec_device *device)
REQUIRES(IMAGE_HERE(image) && CLASSES_OK(image))
REQUIRES(DEVICE_HERE(device) && CLASSES_OK(&device->policy))
ASSIGNS(noted_journal_floor)
ENSURES(RESULT != 0 || NOT_BELOW(*image, noted_journal_floor, device->policy))
ENSURES(RESULT != 0 || ASKS(device->policy))
;

static uint32_t receipt_apart(const struct mpsec_device *device,
                              const struct mpsec_receipt_subject *subject)
REQUIRES(DEVICE_OK(device) && SUBJECT_OK(subject))
ASSIGNS()
ENSURES(RESULT != 0 || device->layout.receipts != 0)
;

struct mpsec_image nondet_image(void);
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

static struct mpsec_signer any_signer(struct mpsec_span whole)
{
    const struct mpsec_signer signer = {any_part(whole), any_part(whole), any_part(whole),
                                        any_part(whole), any_part(whole)};
    return signer;
}

void prove_signer_apart(void)
{
    const struct mpsec_signer signer = any_signer(any_object());
    const uint8_t digest[MPSEC_SHA256_SIZE];
    uint32_t signed_by = nondet_u32();
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    (void)signer_apart(&signer, &policy, digest, &signed_by);
}

void prove_signers_apart(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    const uint8_t digest[MPSEC_SHA256_SIZE];
    struct mpsec_policy policy = nondet_policy();
    SOME_KEYS(policy);
    // Those that count; the others may refer to anything.
    if (image.signer_count > 0) image.signers[0] = any_signer(whole);
    if (image.signer_count > 1) image.signers[1] = any_signer(whole);
    (void)signers_apart(&image, &policy, digest);
}

void prove_claims_apart(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    ANY_DEVICE(device);
    ANY_CLASSES(image, whole);
    ANY_CLASSES(device.policy, whole);
    (void)claims_apart(&image, &device);
}

void prove_mpsec_evidence_floor(void)
{
    ANY_DEVICE(device);
    (void)mpsec_evidence_floor(&device);
}

void prove_mpsec_evidence_policy(void)
{
    const struct mpsec_span whole = any_object();
    ANY_DEVICE(device);
    SOME_KEYS(device.policy);
    ANY_CLASSES(device.policy, whole);
    (void)mpsec_evidence_policy(&device);
}

void prove_receipt_apart(void)
{
    const struct mpsec_span whole = any_object();
    ANY_DEVICE(device);
    SOME_KEYS(device.policy);
    ANY_CLASSES(device.policy, whole);
    const uint8_t digest[MPSEC_SHA256_SIZE];
    const struct mpsec_receipt_subject subject = {nondet_u32(), nondet_u32(), digest};
    (void)receipt_apart(&device, &subject);
}

void prove_mpsec_evidence_gather(void)
{
    const struct mpsec_span whole = any_object();
    ANY_DEVICE(device);
    SOME_KEYS(device.policy);
    ANY_CLASSES(device.policy, whole);
    struct mpsec_launch launch;
    mpsec_evidence_gather(&device, ANY_SPAN(), nondet_u32(), nondet_u32(), &launch);
}
