// SPDX-License-Identifier: MIT
#include "image/opening.h"

#include "image/ecies.h"
#include "image/verdict.h"

static bool is_intact(const struct mpsec_image *image, struct mpsec_span payload)
{
    uint8_t digest[MPSEC_DIGEST_SIZE];
    const struct mpsec_span parts[] = {image->header, payload, image->protected};
    mpsec_sha256(parts, sizeof parts / sizeof parts[0], digest);
    return mpsec_span_equal((struct mpsec_span){digest, sizeof digest}, image->digest);
}

static bool decrypt(struct arena *arena, struct diag *diag, const struct mpsec_image *image,
                    const struct key *key, struct opening *out)
{
    uint8_t *plaintext = arena_alloc(arena, image->payload.size, 1);
    switch (ecies_decrypt(diag, key, image, plaintext)) {
    case ECIES_FAILED:
        return false;
    case ECIES_REFUSED:
        out->reason = "the key does not open it: made for another, or changed";
        return true;
    case ECIES_OPENED:
        out->payload = (struct mpsec_span){plaintext, image->payload.size};
        return true;
    }
    return false;
}

bool image_open(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                const struct key *key, struct opening *out)
{
    struct mpsec_image image;
    const enum mpsec_err err = mpsec_image_parse(bytes, &image);
    *out = (struct opening){.opened = false};
    if (err != MPSEC_OK) {
        out->reason = image_error_text(err);
        return true;
    }
    const bool encrypted = image.encryption.size > 0;
    if (encrypted != (key != NULL)) {
        diag_input(diag, NO_PLACE,
                   encrypted ? "use mpsec image decrypt" : "use mpsec image extract",
                   "the image is %sencrypted", encrypted ? "" : "not ");
        return false;
    }
    out->payload = image.payload;
    if (encrypted && !decrypt(arena, diag, &image, key, out)) {
        return false;
    }
    if (out->reason == NULL && !is_intact(&image, out->payload)) {
        out->reason = "the payload is not the one whose digest the image carries";
    }
    out->opened = out->reason == NULL;
    return true;
}
