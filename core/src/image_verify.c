// SPDX-License-Identifier: MIT
#include "mpsec/image_verify.h"

#include "mpsec/der.h"
#include "mpsec/lms.h"

enum {
    KEY_NONE = MPSEC_KEYS_MAX,
};

static struct mpsec_span span_of(const uint8_t *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static bool digest_holds(const struct mpsec_image *image, struct mpsec_span plaintext,
                         uint8_t digest[MPSEC_SHA256_SIZE])
{
    if (plaintext.size != image->payload.size) {
        return false;
    }
    const struct mpsec_span parts[] = {image->header, plaintext, image->protected};
    mpsec_sha256(parts, sizeof parts / sizeof parts[0], digest);
    return mpsec_span_equal(span_of(digest, MPSEC_SHA256_SIZE), image->digest);
}

// A signer that carries its whole key is found by the hash of it: the table decides, and the
// point that is used is the table's.
static size_t find_key(const struct mpsec_signer *signer, const struct mpsec_policy *policy)
{
    uint8_t hashed[MPSEC_KEY_ID_SIZE];
    struct mpsec_span id = signer->key_id;
    if (id.size == 0) {
        mpsec_sha256(&signer->public_key, 1, hashed);
        id = span_of(hashed, sizeof hashed);
    }
    for (size_t i = 0; i < policy->key_count && i < MPSEC_KEYS_MAX; i++) {
        if (mpsec_span_equal(id, span_of(policy->keys[i].id, MPSEC_KEY_ID_SIZE))) {
            return i;
        }
    }
    return KEY_NONE;
}

static enum mpsec_verdict judge_signature(struct mpsec_span signature, const struct mpsec_key *key,
                                          const uint8_t digest[MPSEC_SHA256_SIZE])
{
    struct mpsec_der_signature der;
    if (mpsec_der_signature_parse(signature, &der) != MPSEC_OK) {
        return MPSEC_VERDICT_DENY_SIGNATURE;
    }
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE];
    (void)mpsec_der_scalar_put(der.r, raw); // that neither is 0 is checked with the range
    (void)mpsec_der_scalar_put(der.s, raw + MPSEC_SCALAR_SIZE);
    if (mpsec_p256_verify(key->point, digest, raw) != MPSEC_SIGNATURE_GOOD) {
        return MPSEC_VERDICT_DENY_SIGNATURE;
    }
    return MPSEC_VERDICT_ADMIT;
}

// What is judged: the digest, and which of a signer's signatures is over it.
struct claim {
    const uint8_t *digest;
    bool of_ciphertext;
};

// Both signatures must hold where the key asks for two. There is no LMS signature of a ciphertext
// (§7): that claim is judged beside the one of the image's digest, never alone.
static enum mpsec_verdict judge_both(const struct mpsec_signer *signer, const struct mpsec_key *key,
                                     const struct claim *claim)
{
    if (claim->of_ciphertext) {
        return judge_signature(signer->ciphertext_signature, key, claim->digest);
    }
    const enum mpsec_verdict verdict = judge_signature(signer->signature, key, claim->digest);
    if (verdict != MPSEC_VERDICT_ADMIT || key->lms == NULL) {
        return verdict;
    }
    if (mpsec_lms_verify(key->lms, span_of(claim->digest, MPSEC_SHA256_SIZE), signer->lms) !=
        MPSEC_SIGNATURE_GOOD) {
        return MPSEC_VERDICT_DENY_LMS;
    }
    return MPSEC_VERDICT_ADMIT;
}

static enum mpsec_verdict judge_signer(const struct mpsec_signer *signer,
                                       const struct mpsec_policy *policy, const struct claim *claim,
                                       uint32_t *signed_by)
{
    const size_t index = find_key(signer, policy);
    if (index == KEY_NONE) {
        return MPSEC_VERDICT_DENY_KEY;
    }
    const struct mpsec_key *key = &policy->keys[index];
    if ((policy->revoked >> index & 1U) != 0) {
        return MPSEC_VERDICT_DENY_REVOKED;
    }
    if ((key->roles & policy->roles) == 0) {
        return MPSEC_VERDICT_DENY_ROLE;
    }
    const enum mpsec_verdict verdict = judge_both(signer, key, claim);
    if (verdict == MPSEC_VERDICT_ADMIT) {
        *signed_by |= 1U << index;
    }
    return verdict;
}

// Every signer must hold, also one that the policy did not ask for: a bad signature beside a
// good one is a sign of tampering, and MCUboot's "the last match decides" is not copied.
static enum mpsec_verdict judge_signers(const struct mpsec_image *image,
                                        const struct mpsec_policy *policy,
                                        const struct claim *claim)
{
    uint32_t signed_by = 0;
    for (size_t i = 0; i < image->signer_count && i < MPSEC_SIGNERS_MAX; i++) {
        const enum mpsec_verdict verdict =
            judge_signer(&image->signers[i], policy, claim, &signed_by);
        if (verdict != MPSEC_VERDICT_ADMIT) {
            return verdict;
        }
    }
    uint32_t keys = 0;
    for (; signed_by != 0; signed_by &= signed_by - 1U) {
        keys++;
    }
    return keys >= policy->signers ? MPSEC_VERDICT_ADMIT : MPSEC_VERDICT_DENY_SIGNERS;
}

static bool is_asked(struct mpsec_span wanted, struct mpsec_span found)
{
    return wanted.size == 0 || mpsec_span_equal(wanted, found);
}

// What the image says of itself, before anything is known of its signatures.
static enum mpsec_verdict judge_claims(const struct mpsec_image *image,
                                       const struct mpsec_policy *policy)
{
    if (policy->key_count == 0 || policy->signers == 0 || policy->roles == 0) {
        return MPSEC_VERDICT_DENY_POLICY;
    }
    if (!is_asked(policy->vendor_id, image->vendor_id) ||
        !is_asked(policy->class_id, image->class_id)) {
        return MPSEC_VERDICT_DENY_CLASS;
    }
    if (image->security_counter < policy->security_counter) {
        return MPSEC_VERDICT_DENY_ROLLBACK;
    }
    return MPSEC_VERDICT_ADMIT;
}

enum mpsec_verdict mpsec_image_verify(const struct mpsec_image *image, struct mpsec_span plaintext,
                                      const struct mpsec_policy *policy)
{
    const enum mpsec_verdict verdict = judge_claims(image, policy);
    if (verdict != MPSEC_VERDICT_ADMIT) {
        return verdict;
    }
    uint8_t digest[MPSEC_SHA256_SIZE];
    if (!digest_holds(image, plaintext, digest)) {
        return MPSEC_VERDICT_DENY_DIGEST;
    }
    return judge_signers(image, policy, &(struct claim){digest, false});
}

enum mpsec_verdict mpsec_image_promise(const struct mpsec_image *head,
                                       const struct mpsec_policy *policy)
{
    enum mpsec_verdict verdict = judge_claims(head, policy);
    if (verdict == MPSEC_VERDICT_ADMIT) {
        verdict = judge_signers(head, policy, &(struct claim){head->digest.data, false});
    }
    return verdict == MPSEC_VERDICT_ADMIT ? MPSEC_VERDICT_AUTHENTIC : verdict;
}

void mpsec_image_ciphertext_digest(const struct mpsec_image *image,
                                   uint8_t digest[MPSEC_SHA256_SIZE])
{
    // The label keeps these messages apart from every other that the same keys sign: an image
    // starts with its magic number. Every part behind it has a size that the header tells.
    static const uint8_t label[] = {'m', 'p', 's', 'e', 'c', '-', 'c', 'i', 'p', 'h',
                                    'e', 'r', 't', 'e', 'x', 't', '-', 'v', '1'};
    const struct mpsec_span parts[] = {
        span_of(label, sizeof label),
        image->hashed,
        image->digest,
        image->encryption,
    };
    mpsec_sha256(parts, sizeof parts / sizeof parts[0], digest);
}

enum mpsec_verdict mpsec_image_authenticate(const struct mpsec_image *image,
                                            const struct mpsec_policy *policy)
{
    enum mpsec_verdict verdict = judge_claims(image, policy);
    if (verdict != MPSEC_VERDICT_ADMIT) {
        return verdict;
    }
    if (image->encryption.size == 0 || image->signers[0].ciphertext_signature.size == 0) {
        return MPSEC_VERDICT_CANNOT_TELL;
    }
    // The digest is the image's own word here: decryption will show whether it is true.
    verdict = judge_signers(image, policy, &(struct claim){image->digest.data, false});
    if (verdict != MPSEC_VERDICT_ADMIT) {
        return verdict;
    }
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_image_ciphertext_digest(image, digest);
    verdict = judge_signers(image, policy, &(struct claim){digest, true});
    return verdict == MPSEC_VERDICT_ADMIT ? MPSEC_VERDICT_AUTHENTIC : verdict;
}
