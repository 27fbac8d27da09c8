// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "verify_contracts.h"

#include "image_verify.c"

#define DIGEST_OK(digest) __CPROVER_r_ok(digest, MPSEC_SHA256_SIZE)
#define CLAIM_OK(claim) (__CPROVER_r_ok(claim, sizeof *(claim)) && DIGEST_OK((claim)->digest))
#define KEY_READABLE(key) (__CPROVER_r_ok(key, sizeof *(key)) && KEY_OK(*(key)))
#define SIGNER_HERE(signer) (__CPROVER_r_ok(signer, sizeof *(signer)) && SIGNER_READABLE(*(signer)))
// No verdict that is kept for the callers' last word.
#define PLAIN_VERDICT(verdict)                                                                     \
    ((verdict) != MPSEC_VERDICT_AUTHENTIC && (verdict) != MPSEC_VERDICT_CANNOT_TELL)

static struct mpsec_span span_of(const uint8_t *bytes, size_t size)
ASSIGNS()
ENSURES(RESULT.size == size && SAME(RESULT.data, bytes))
;

static bool digest_holds(const struct mpsec_image *image, struct mpsec_span plaintext,
                         uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(IMAGE_HERE(image) && HASHED_PARTS(image) && DIGEST_THERE(image) && READABLE(plaintext))
REQUIRES(__CPROVER_rw_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(digest, MPSEC_SHA256_SIZE)
ENSURES(!RESULT || plaintext.size == image->payload.size)
;

static size_t find_key(const struct mpsec_signer *signer, const struct mpsec_policy *policy)
REQUIRES(__CPROVER_r_ok(signer, sizeof *signer) && READABLE(signer->key_id))
REQUIRES(READABLE(signer->public_key) && POLICY_HERE(policy) && KEYS_THERE(policy))
ASSIGNS()
ENSURES(RESULT == KEY_NONE || (RESULT < KEY_NONE && RESULT < policy->key_count))
;

static enum mpsec_verdict judge_signature(struct mpsec_span signature, const struct mpsec_key *key,
                                          const uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(READABLE(signature) && KEY_READABLE(key) && DIGEST_OK(digest))
ASSIGNS()
ENSURES(RESULT == MPSEC_VERDICT_ADMIT || RESULT == MPSEC_VERDICT_DENY_SIGNATURE)
;

static enum mpsec_verdict judge_both(const struct mpsec_signer *signer, const struct mpsec_key *key,
                                     const struct claim *claim)
REQUIRES(SIGNER_HERE(signer) && KEY_READABLE(key) && CLAIM_OK(claim))
ASSIGNS()
ENSURES(PLAIN_VERDICT(RESULT))
;

static enum mpsec_verdict judge_signer(const struct mpsec_signer *signer,
                                       const struct mpsec_policy *policy, const struct claim *claim,
                                       uint32_t *signed_by)
REQUIRES(SIGNER_HERE(signer) && POLICY_HERE(policy) && KEYS_OK(policy) && CLAIM_OK(claim))
REQUIRES(__CPROVER_rw_ok(signed_by, sizeof *signed_by) && *signed_by >> MPSEC_KEYS_MAX == 0)
ASSIGNS(*signed_by)
ENSURES(*signed_by >> MPSEC_KEYS_MAX == 0 && PLAIN_VERDICT(RESULT))
;

static enum mpsec_verdict judge_signers(const struct mpsec_image *image,
                                        const struct mpsec_policy *policy,
                                        const struct claim *claim)
REQUIRES(IMAGE_HERE(image) && SIGNERS_THERE(image) && CLAIM_OK(claim))
REQUIRES(POLICY_HERE(policy) && KEYS_OK(policy))
ASSIGNS()
ENSURES(PLAIN_VERDICT(RESULT))
;

static bool is_asked(struct mpsec_span wanted, struct mpsec_span found)
REQUIRES(READABLE(wanted) && READABLE(found))
ASSIGNS()
;

static enum mpsec_verdict judge_claims(const struct mpsec_image *image,
                                       const struct mpsec_policy *policy)
REQUIRES(IMAGE_HERE(image) && CLASSES_OK(image) && POLICY_HERE(policy) && CLASSES_OK(policy))
ASSIGNS()
ENSURES(PLAIN_VERDICT(RESULT))
ENSURES(RESULT != MPSEC_VERDICT_ADMIT || ABOVE_FLOOR(image, policy))
;

struct mpsec_image nondet_image(void);
struct mpsec_policy nondet_policy(void);
struct mpsec_key nondet_key(void);
struct mpsec_signer nondet_signer(void);

static struct mpsec_signer any_signer(struct mpsec_span whole)
{
    const struct mpsec_signer signer = {any_part(whole), any_part(whole), any_part(whole),
                                        any_part(whole), any_part(whole)};
    return signer;
}

#define LMS_OR_NOT(lms) (nondet_bool() ? (lms) : NULL)
// A key table of any content and any count.
#define ANY_KEYS(policy)                                                                           \
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];                                                            \
    struct mpsec_key keys[MPSEC_KEYS_MAX];                                                         \
    keys[0].lms = LMS_OR_NOT(lms);                                                                 \
    keys[1].lms = LMS_OR_NOT(lms);                                                                 \
    keys[2].lms = LMS_OR_NOT(lms);                                                                 \
    keys[3].lms = LMS_OR_NOT(lms);                                                                 \
    keys[4].lms = LMS_OR_NOT(lms);                                                                 \
    keys[5].lms = LMS_OR_NOT(lms);                                                                 \
    keys[6].lms = LMS_OR_NOT(lms);                                                                 \
    keys[7].lms = LMS_OR_NOT(lms);                                                                 \
    (policy).keys = LAST_KEYS(keys, policy)
#define ANY_CLASSES(owner, whole)                                                                  \
    (owner).vendor_id = any_part(whole);                                                           \
    (owner).class_id = any_part(whole)
// Those that count; the others may refer to anything.
#define ANY_SIGNERS(image, whole)                                                                  \
    if ((image).signer_count > 0) (image).signers[0] = any_signer(whole);                          \
    if ((image).signer_count > 1) (image).signers[1] = any_signer(whole)

void prove_span_of(void)
{
    (void)span_of(any_object().data, nondet_size());
}

void prove_digest_holds(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    uint8_t digest[MPSEC_SHA256_SIZE];
    image.header = any_part(whole);
    image.protected = any_part(whole);
    image.digest = any_part(whole);
    (void)digest_holds(&image, any_part(whole), digest);
}

void prove_find_key(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_signer signer = nondet_signer();
    struct mpsec_policy policy = nondet_policy();
    struct mpsec_key keys[MPSEC_KEYS_MAX];
    signer.key_id = any_part(whole);
    signer.public_key = any_part(whole);
    policy.keys = LAST_KEYS(keys, policy);
    (void)find_key(&signer, &policy);
}

void prove_judge_signature(void)
{
    const struct mpsec_span whole = any_object();
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    struct mpsec_key key = nondet_key();
    key.lms = LMS_OR_NOT(lms);
    const uint8_t digest[MPSEC_SHA256_SIZE];
    (void)judge_signature(any_part(whole), &key, digest);
}

void prove_judge_both(void)
{
    const struct mpsec_span whole = any_object();
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    struct mpsec_key key = nondet_key();
    key.lms = LMS_OR_NOT(lms);
    const struct mpsec_signer signer = any_signer(whole);
    const uint8_t digest[MPSEC_SHA256_SIZE];
    const struct claim claim = {digest, nondet_bool()};
    (void)judge_both(&signer, &key, &claim);
}

void prove_judge_signer(void)
{
    const struct mpsec_span whole = any_object();
    const struct mpsec_signer signer = any_signer(whole);
    const uint8_t digest[MPSEC_SHA256_SIZE];
    const struct claim claim = {digest, nondet_bool()};
    uint32_t signed_by = nondet_u32();
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    (void)judge_signer(&signer, &policy, &claim, &signed_by);
}

void prove_judge_signers(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    const uint8_t digest[MPSEC_SHA256_SIZE];
    const struct claim claim = {digest, nondet_bool()};
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    ANY_SIGNERS(image, whole);
    (void)judge_signers(&image, &policy, &claim);
}

void prove_is_asked(void)
{
    (void)is_asked(ANY_SPAN(), ANY_SPAN());
}

void prove_judge_claims(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    struct mpsec_policy policy = nondet_policy();
    ANY_CLASSES(image, whole);
    ANY_CLASSES(policy, whole);
    (void)judge_claims(&image, &policy);
}

void prove_mpsec_image_verify(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    ANY_CLASSES(image, whole);
    ANY_CLASSES(policy, whole);
    ANY_SIGNERS(image, whole);
    image.digest = any_part(whole);
    image.header = any_part(whole);
    image.protected = any_part(whole);
    (void)mpsec_image_verify(&image, any_part(whole), &policy);
}

void prove_mpsec_image_promise(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    ANY_CLASSES(image, whole);
    ANY_CLASSES(policy, whole);
    ANY_SIGNERS(image, whole);
    image.digest = any_part(whole);
    (void)mpsec_image_promise(&image, &policy);
}

void prove_mpsec_image_ciphertext_digest(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    uint8_t digest[MPSEC_SHA256_SIZE];
    image.hashed = any_part(whole);
    image.digest = any_part(whole);
    image.encryption = any_part(whole);
    mpsec_image_ciphertext_digest(&image, digest);
}

void prove_mpsec_image_authenticate(void)
{
    const struct mpsec_span whole = any_object();
    struct mpsec_image image = nondet_image();
    struct mpsec_policy policy = nondet_policy();
    ANY_KEYS(policy);
    ANY_CLASSES(image, whole);
    ANY_CLASSES(policy, whole);
    ANY_SIGNERS(image, whole);
    image.digest = any_part(whole);
    image.hashed = any_part(whole);
    image.encryption = any_part(whole);
    (void)mpsec_image_authenticate(&image, &policy);
}
