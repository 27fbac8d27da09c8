// SPDX-License-Identifier: MIT
#include "image/sign.h"

#include "image/ecies.h"
#include "image/verdict.h"
#include "mpsec/crypto.h"

#include <openssl/evp.h>
#include <string.h>

enum { AES128_KEY = 16, AES256_KEY = 32 };

static struct mpsec_span span_of(const void *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static struct mpsec_span copy(struct arena *arena, const void *bytes, size_t size)
{
    uint8_t *kept = arena_alloc(arena, size, 1);
    memcpy(kept, bytes, size);
    return span_of(kept, size);
}

static bool sign_digest(struct arena *arena, struct diag *diag, const struct key *key,
                        const uint8_t digest[MPSEC_DIGEST_SIZE], struct mpsec_span *out)
{
    struct signature signature;
    if (!key_sign(diag, key, digest, &signature)) {
        return false;
    }
    *out = copy(arena, signature.der, signature.size);
    return true;
}

static bool sign_plaintext(struct arena *arena, struct diag *diag,
                           const struct sign_request *request, struct mpsec_image *image)
{
    for (size_t i = 0; i < request->signer_count; i++) {
        struct mpsec_signer *signer = &image->signers[i];
        signer->key_id = span_of(request->signers[i]->id, MPSEC_KEY_ID_SIZE);
        if (!sign_digest(arena, diag, request->signers[i], image->digest.data,
                         &signer->signature)) {
            return false;
        }
    }
    image->signer_count = request->signer_count;
    return true;
}

static bool sign_lms(struct arena *arena, struct diag *diag, const struct sign_request *request,
                     struct mpsec_image *image)
{
    struct lms_signature *signature = ARENA_NEW(arena, struct lms_signature);
    if (request->lms == NULL) {
        return true;
    }
    if (!lms_key_sign(arena, diag, request->lms, image->digest, signature)) {
        return false;
    }
    image->signers[0].lms = span_of(signature->bytes, sizeof signature->bytes);
    return true;
}

// Puts the ciphertext in the place of the payload: `hashed` is then what is stored.
static bool encrypt_payload(struct arena *arena, struct diag *diag,
                            const struct sign_request *request, struct mpsec_image *image)
{
    const size_t key_size =
        request->draft.encryption == MPSEC_FLAG_AES256 ? AES256_KEY : AES128_KEY;
    uint8_t *stored = arena_alloc(arena, image->hashed.size, 1);
    struct ecies_record *record = ARENA_NEW(arena, struct ecies_record);
    struct mpsec_reader r = mpsec_reader_of(image->hashed);
    (void)mpsec_read_span(&r, 12);
    const size_t payload_size = mpsec_read_u32(&r);
    memcpy(stored, image->hashed.data, image->hashed.size);
    const struct mpsec_span plaintext =
        span_of(image->hashed.data + MPSEC_HEADER_SIZE, payload_size);
    if (!ecies_encrypt(diag, request->recipient, key_size, plaintext, stored + MPSEC_HEADER_SIZE,
                       record)) {
        return false;
    }
    image->hashed = span_of(stored, image->hashed.size);
    image->encryption = span_of(record->bytes, record->size);
    return true;
}

static bool sign_ciphertext(struct arena *arena, struct diag *diag,
                            const struct sign_request *request, struct mpsec_image *image)
{
    uint8_t digest[MPSEC_DIGEST_SIZE];
    mpsec_image_ciphertext_digest(image, digest);
    for (size_t i = 0; i < request->signer_count; i++) {
        if (!sign_digest(arena, diag, request->signers[i], digest,
                         &image->signers[i].ciphertext_signature)) {
            return false;
        }
    }
    return true;
}

// Judges an image by the keys that sign. False, reported, when it could not be judged.
static bool judge(struct arena *arena, struct diag *diag, const struct sign_request *request,
                  struct mpsec_span bytes, struct judgement *out)
{
    struct key *keys = ARENA_ARRAY(arena, struct key, MPSEC_SIGNERS_MAX);
    for (size_t i = 0; i < request->signer_count; i++) {
        keys[i] = *request->signers[i];
    }
    const struct judge_request wanted = {
        .keys = keys,
        .key_count = request->signer_count,
        .signers = (uint32_t)request->signer_count,
    };
    return image_judge(arena, diag, bytes, &wanted, out);
}

// A token that signs with another key than it shows, a fault in this program: neither may leave.
static bool is_sound(struct arena *arena, struct diag *diag, const struct sign_request *request,
                     struct mpsec_span bytes)
{
    struct judgement judgement;
    if (!judge(arena, diag, request, bytes, &judgement)) {
        return false;
    }
    if (!judgement.accepted) {
        diag_environment(diag, NO_PLACE, NULL, "the image made is not one that is admitted: %s",
                         judgement.reason);
    }
    return judgement.accepted;
}

static bool are_different(struct diag *diag, const struct sign_request *request)
{
    if (request->signer_count == 2 &&
        memcmp(request->signers[0]->id, request->signers[1]->id, MPSEC_KEY_ID_SIZE) == 0) {
        diag_input(diag, NO_PLACE, "give two different keys", "one key cannot sign twice");
        return false;
    }
    return true;
}

bool image_sign(struct arena *arena, struct diag *diag, const struct sign_request *request,
                struct mpsec_span *out)
{
    struct mpsec_span draft;
    if (!are_different(diag, request) || !draft_make(arena, diag, &request->draft, &draft)) {
        return false;
    }
    uint8_t *digest = arena_alloc(arena, MPSEC_DIGEST_SIZE, 1);
    // The fast hash makes it; the device's own checks it below, in is_sound().
    if (EVP_Digest(draft.data, draft.size, digest, NULL, EVP_sha256(), NULL) != 1) {
        diag_environment(diag, NO_PLACE, NULL, "OpenSSL cannot hash the image");
        return false;
    }
    struct mpsec_image image = {.hashed = draft, .digest = span_of(digest, MPSEC_DIGEST_SIZE)};
    if (!sign_plaintext(arena, diag, request, &image)) {
        return false;
    }
    if (request->recipient != NULL && (!encrypt_payload(arena, diag, request, &image) ||
                                       !sign_ciphertext(arena, diag, request, &image))) {
        return false;
    }
    if (!sign_lms(arena, diag, request, &image)) {
        return false;
    }
    *out = image_write(arena, &image);
    return is_sound(arena, diag, request, *out);
}

static void take_id(struct mpsec_span id, struct uuid *out)
{
    out->given = id.size == UUID_SIZE;
    if (out->given) {
        memcpy(out->bytes, id.data, UUID_SIZE);
    }
}

// The plain image must come out the same when it is made from what was read of it; else it holds
// something that would be lost.
static bool is_ours(struct arena *arena, struct diag *diag, const struct mpsec_image *image,
                    const struct draft_request *draft)
{
    struct draft_request plain = *draft;
    struct mpsec_span again;
    plain.encryption = 0;
    if (!draft_make(arena, diag, &plain, &again)) {
        return false;
    }
    if (!mpsec_span_equal(again, image->hashed)) {
        diag_input(diag, NO_PLACE, "sign the payload with --encrypt-for instead",
                   "the image has flags or records that mpsec does not write");
        return false;
    }
    return true;
}

// What was signed twice is not to come out signed once.
static bool keeps_lms(struct diag *diag, const struct sign_request *request,
                      const struct mpsec_image *image)
{
    for (size_t i = 0; i < image->signer_count && request->lms == NULL; i++) {
        if (image->signers[i].lms.size > 0) {
            diag_input(diag, NO_PLACE, "add --lms KEY",
                       "the image has an LMS signature, and would lose it");
            return false;
        }
    }
    return true;
}

bool image_encrypt(struct arena *arena, struct diag *diag, struct mpsec_span plain,
                   const struct sign_request *request, struct mpsec_span *out)
{
    struct judgement judgement;
    if (!judge(arena, diag, request, plain, &judgement)) {
        return false;
    }
    if (judgement.form == MPSEC_OK && judgement.image.encryption.size > 0) {
        diag_input(diag, NO_PLACE, NULL, "the image is encrypted already");
        return false;
    }
    if (!judgement.accepted) {
        diag_input(diag, NO_PLACE, "give the keys that signed it",
                   "an image is encrypted by those that signed it, and %s", judgement.reason);
        return false;
    }
    const struct mpsec_image image = judgement.image;
    if (!keeps_lms(diag, request, &image)) {
        return false;
    }
    struct sign_request anew = *request;
    anew.draft.payload = image.payload;
    anew.draft.version = image.version;
    anew.draft.counter = image.security_counter;
    take_id(image.vendor_id, &anew.draft.ids.vendor);
    take_id(image.class_id, &anew.draft.ids.class);
    return is_ours(arena, diag, &image, &anew.draft) && image_sign(arena, diag, &anew, out);
}
