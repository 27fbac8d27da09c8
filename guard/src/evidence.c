// SPDX-License-Identifier: MIT
#include "mpsec/evidence.h"

#include "mpsec/der.h"
#include "mpsec/journal.h"
#include "mpsec/lms.h"
#include "mpsec/receipt.h"

#define APART UINT32_MAX // a difference that needs no comparison

// Whether a condition that must not hold does: 0 if it does not.
static uint32_t wrong(bool condition)
{
    return condition ? APART : 0;
}

// OR of the differences of all bytes. The count is part of it: a loop that ended early differs.
static uint32_t bytes_apart(const uint8_t *a, const uint8_t *b, size_t size)
{
    volatile uint32_t diff = 0;
    volatile size_t done = 0;
    while (done < size) {
        diff = diff | (uint32_t)(a[done] ^ b[done]);
        done = done + 1U;
    }
    return diff | wrong(done != size);
}

// The same from the back, so that no one place in the code stands for both comparisons.
static uint32_t bytes_apart_backwards(const uint8_t *a, const uint8_t *b, size_t size)
{
    volatile uint32_t same = 0;
    for (size_t left = size; left > 0; left--) {
        same = same + (a[left - 1U] == b[left - 1U] ? 1U : 0U);
    }
    return (uint32_t)size ^ same;
}

static uint32_t asked_apart(struct mpsec_span wanted, struct mpsec_span found)
{
    if (wanted.size == 0) {
        return 0;
    }
    if (wanted.size != found.size) {
        return APART;
    }
    return bytes_apart(wanted.data, found.data, wanted.size);
}

// Puts the signature as 64 bytes into `raw`.
static uint32_t signature_apart(struct mpsec_span signature, uint8_t raw[MPSEC_P256_SIGNATURE_SIZE])
{
    struct mpsec_der_signature der = {.r = {NULL, 0}};
    const enum mpsec_err err = mpsec_der_signature_parse(signature, &der);
    if (err != MPSEC_OK) {
        return APART;
    }
    // r = s = 0 would make both sides of the comparison 0.
    const uint32_t r = mpsec_der_scalar_put(der.r, raw);
    const uint32_t s = mpsec_der_scalar_put(der.s, raw + MPSEC_SCALAR_SIZE);
    return wrong(r == 0) | wrong(s == 0);
}

// Looks at every key, also behind a match. MPSEC_KEYS_MAX: none.
static uint32_t find_key(struct mpsec_span id, const struct mpsec_policy *policy)
{
    uint32_t found = MPSEC_KEYS_MAX;
    for (uint32_t i = 0; i < policy->key_count && i < MPSEC_KEYS_MAX; i++) {
        if (bytes_apart(id.data, policy->keys[i].id, MPSEC_KEY_ID_SIZE) == 0) {
            found = i;
        }
    }
    return found;
}

// The second signature, where the key asks for one.
static uint32_t lms_apart(const struct mpsec_key *key, const uint8_t digest[MPSEC_SHA256_SIZE],
                          struct mpsec_span signature)
{
    uint8_t root[MPSEC_SHA256_SIZE];
    if (key->lms == NULL) {
        return 0;
    }
    mpsec_lms_root(key->lms, (struct mpsec_span){digest, MPSEC_SHA256_SIZE}, signature, root);
    return bytes_apart(root, key->lms + MPSEC_LMS_ROOT_AT, sizeof root) |
           bytes_apart_backwards(root, key->lms + MPSEC_LMS_ROOT_AT, sizeof root);
}

static uint32_t signer_apart(const struct mpsec_signer *signer, const struct mpsec_policy *policy,
                             const uint8_t digest[MPSEC_SHA256_SIZE], uint32_t *signed_by)
{
    uint8_t bytes[MPSEC_KEY_ID_SIZE]; // the key's id, then the r that the signature must have
    struct mpsec_span id = signer->key_id;
    if (id.size != MPSEC_KEY_ID_SIZE) {
        mpsec_sha256(&signer->public_key, 1, bytes);
        id = (struct mpsec_span){bytes, sizeof bytes};
    }
    const uint32_t index = find_key(id, policy);
    if (index >= MPSEC_KEYS_MAX) {
        return APART;
    }
    const struct mpsec_key *key = &policy->keys[index];
    uint32_t diff = bytes_apart_backwards(id.data, key->id, MPSEC_KEY_ID_SIZE);
    diff |= wrong((policy->revoked >> index & 1U) != 0);
    diff |= wrong((key->roles & policy->roles) == 0);

    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE];
    const uint32_t form = signature_apart(signer->signature, raw);
    if (form != 0) {
        return APART;
    }
    mpsec_p256_expected_r(key->point, digest, raw, bytes);
    diff |= bytes_apart(bytes, raw, MPSEC_SCALAR_SIZE);
    diff |= bytes_apart_backwards(bytes, raw, MPSEC_SCALAR_SIZE);
    diff |= lms_apart(key, digest, signer->lms);
    *signed_by |= 1U << index;
    return diff;
}

static uint32_t signers_apart(const struct mpsec_image *image, const struct mpsec_policy *policy,
                              const uint8_t digest[MPSEC_SHA256_SIZE])
{
    uint32_t diff = wrong(image->signer_count == 0 || image->signer_count > MPSEC_SIGNERS_MAX);
    uint32_t signed_by = 0;
    size_t judged = 0;
    for (; judged < image->signer_count && judged < MPSEC_SIGNERS_MAX; judged++) {
        diff |= signer_apart(&image->signers[judged], policy, digest, &signed_by);
    }
    diff |= wrong(judged != image->signer_count);

    uint32_t keys = 0;
    for (; signed_by != 0; signed_by &= signed_by - 1U) {
        keys++;
    }
    return diff | wrong(keys < policy->signers);
}

static uint32_t claims_apart(const struct mpsec_image *image, const struct mpsec_device *device)
{
    const struct mpsec_policy *policy = &device->policy;
    uint32_t diff = wrong(policy->key_count == 0 || policy->signers == 0 || policy->roles == 0);
    diff |= asked_apart(policy->vendor_id, image->vendor_id);
    diff |= asked_apart(policy->class_id, image->class_id);
    diff |= wrong(image->security_counter < mpsec_evidence_floor(device));
    return diff;
}

uint32_t mpsec_evidence_floor(const struct mpsec_device *device)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, device->flash, device->layout.journal);
    const uint32_t least = device->policy.security_counter;
    return journal.state.floor > least ? journal.state.floor : least;
}

struct mpsec_policy mpsec_evidence_policy(const struct mpsec_device *device)
{
    struct mpsec_policy policy = device->policy;
    policy.security_counter = mpsec_evidence_floor(device);
    return policy;
}

// What the signers said when they were asked, and what was written down of it.
static uint32_t receipt_apart(const struct mpsec_device *device,
                              const struct mpsec_receipt_subject *subject)
{
    static const uint32_t clean[MPSEC_LAUNCH_ROUNDS];
    uint8_t kept[MPSEC_RECEIPT_SIZE], due[MPSEC_RECEIPT_SIZE];
    if (!mpsec_receipt_read(device, subject->slot, kept)) {
        return APART;
    }
    mpsec_receipt_make(device, subject, clean, due);
    const uint32_t diff =
        bytes_apart(kept, due, sizeof due) | bytes_apart_backwards(kept, due, sizeof due);
    mpsec_wipe(due, sizeof due);
    return diff;
}

void mpsec_evidence_gather(const struct mpsec_device *device, struct mpsec_span image,
                           uint32_t recalled, uint32_t round, struct mpsec_launch *launch)
{
    struct mpsec_evidence *evidence = &launch->evidence[round];
    struct mpsec_image parsed = {.flags = 0};
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_launch_begin(launch, round);
    if (mpsec_image_parse(image, &parsed) != MPSEC_OK) {
        evidence->diff = APART;
        return;
    }
    evidence->flow += MPSEC_STEP_FORM;
    evidence->diff |= wrong(parsed.encryption.size != 0 || parsed.hashed.size == 0);

    evidence->diff |= claims_apart(&parsed, device);
    evidence->flow += MPSEC_STEP_CLAIMS;

    mpsec_sha256(&parsed.hashed, 1, digest);
    evidence->diff |= bytes_apart(digest, parsed.digest.data, MPSEC_SHA256_SIZE);
    evidence->flow += MPSEC_STEP_DIGEST;

    const struct mpsec_receipt_subject subject = {recalled, parsed.security_counter, digest};
    evidence->diff |= recalled < MPSEC_SLOTS ? receipt_apart(device, &subject)
                                             : signers_apart(&parsed, &device->policy, digest);
    evidence->flow += MPSEC_STEP_SIGNERS;
    mpsec_launch_keep(launch, round, parsed.payload);
}
