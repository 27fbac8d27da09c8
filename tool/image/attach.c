// SPDX-License-Identifier: MIT
// attach.c - signatures that were made elsewhere: in another room, or on another machine.
#include "image/sign.h"

#include "image/verdict.h"
#include "mpsec/der.h"

#include <string.h>

static struct mpsec_span span_of(const void *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static bool find_in_image(struct diag *diag, struct image_request *out)
{
    const struct mpsec_image *image = &out->image;
    if (image->encryption.size > 0) {
        if (image->signers[0].ciphertext_signature.size > 0 || image->signer_count > 1) {
            diag_input(diag, NO_PLACE, NULL, "%s",
                       image->signer_count > 1 ? "two keys sign a ciphertext together or not at all"
                                               : "nothing is left to sign in this image");
            return false;
        }
        out->pending = PENDING_CIPHERTEXT;
        mpsec_image_ciphertext_digest(image, out->digest);
        return true;
    }
    out->pending = PENDING_SIGNER;
    memcpy(out->digest, image->digest.data, MPSEC_DIGEST_SIZE);
    return true;
}

bool image_pending_find(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                        struct image_request *out)
{
    const enum mpsec_err as_image = mpsec_image_parse(bytes, &out->image);
    if (as_image == MPSEC_OK) {
        return find_in_image(diag, out);
    }
    const enum mpsec_err as_draft = draft_parse(arena, bytes, &out->image);
    if (as_draft != MPSEC_OK) {
        // The draft's own error, unless the file was an image that went wrong at its end.
        diag_input(diag, NO_PLACE, "make a draft with mpsec image digest",
                   "neither a draft nor an image: %s", image_error_text(as_image));
        return false;
    }
    out->pending = PENDING_DRAFT;
    memcpy(out->digest, out->image.digest.data, MPSEC_DIGEST_SIZE);
    return true;
}

// DER as it stands when it is canonical, else the raw form that tokens give.
static bool take_signature(struct diag *diag, struct mpsec_span bytes, struct signature *out)
{
    struct mpsec_der_signature form;
    if (bytes.size <= SIGNATURE_MAX && mpsec_der_signature_parse(bytes, &form) == MPSEC_OK) {
        memcpy(out->der, bytes.data, bytes.size);
        out->size = bytes.size;
        return true;
    }
    if (bytes.size == MPSEC_P256_SIGNATURE_SIZE && signature_of_raw(bytes.data, out)) {
        return true;
    }
    diag_input(diag, NO_PLACE, NULL,
               "a signature is canonical DER, or 64 bytes r and s: this file is neither");
    return false;
}

static bool is_signer(const struct mpsec_signer *signer, const struct key *key)
{
    const struct mpsec_span id = span_of(key->id, MPSEC_KEY_ID_SIZE);
    const struct mpsec_span spki = span_of(key->spki, MPSEC_SPKI_SIZE);
    return mpsec_span_equal(signer->key_id, id) || mpsec_span_equal(signer->public_key, spki);
}

static bool holds(const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
                  struct mpsec_span der)
{
    struct mpsec_der_signature form;
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE] = {0};
    const struct mpsec_key entry = key_entry(key, MPSEC_ROLE_RELEASE);
    if (mpsec_der_signature_parse(der, &form) != MPSEC_OK) {
        return false;
    }
    memcpy(raw + MPSEC_SCALAR_SIZE - form.r.size, form.r.data, form.r.size);
    memcpy(raw + sizeof raw - form.s.size, form.s.data, form.s.size);
    return mpsec_p256_verify(entry.point, digest, raw) == MPSEC_SIGNATURE_GOOD;
}

static bool add(struct diag *diag, const struct image_request *request, const struct key *key,
                struct mpsec_span der, struct mpsec_image *image)
{
    const size_t count = image->signer_count;
    if (request->pending == PENDING_CIPHERTEXT) {
        if (!is_signer(&image->signers[0], key)) {
            diag_input(diag, (struct place){.file = key->name}, NULL,
                       "the ciphertext is signed by the image's signer, and this key is not it");
            return false;
        }
        image->signers[0].ciphertext_signature = der;
        return true;
    }
    if (count == MPSEC_SIGNERS_MAX || (count == 1 && is_signer(&image->signers[0], key))) {
        diag_input(diag, (struct place){.file = key->name}, NULL, "%s",
                   count == MPSEC_SIGNERS_MAX ? "two keys have signed this image already"
                                              : "this key has signed the image already");
        return false;
    }
    image->signers[count] =
        (struct mpsec_signer){.key_id = span_of(key->id, MPSEC_KEY_ID_SIZE), .signature = der};
    image->signer_count++;
    return true;
}

bool image_attach(struct arena *arena, struct diag *diag, const struct image_request *request,
                  const struct key *signer, struct mpsec_span signature, struct mpsec_span *out)
{
    struct signature *kept = ARENA_NEW(arena, struct signature);
    if (!take_signature(diag, signature, kept)) {
        return false;
    }
    const struct mpsec_span der = span_of(kept->der, kept->size);
    if (!holds(signer, request->digest, der)) {
        diag_input(diag, (struct place){.file = signer->name},
                   "sign the digest that mpsec image digest gives, and do not hash it again",
                   "the signature is not this key's over this image");
        return false;
    }
    struct mpsec_image image = request->image;
    if (!add(diag, request, signer, der, &image)) {
        return false;
    }
    *out = image_write(arena, &image);
    return true;
}
