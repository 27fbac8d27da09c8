// writer.h - the bytes of an image: the inverse of mpsec_image_parse() (mpsec/image.h).
#ifndef IMAGE_WRITER_H
#define IMAGE_WRITER_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/uuid.h"
#include "mpsec/image.h"

#include <stdbool.h>
#include <stdint.h>

enum { IMAGE_PAYLOAD_MAX = 64 * 1024 * 1024, IMAGE_LIMIT = IMAGE_PAYLOAD_MAX + 128 * 1024 };

// What will be hashed and signed.
struct draft_request {
    struct mpsec_span payload;
    struct mpsec_version version;
    uint32_t counter;
    struct image_ids ids;
    uint32_t encryption; // 0, MPSEC_FLAG_AES128 or MPSEC_FLAG_AES256
};

// Header, payload and protected area: exactly the hashed bytes of §1, the payload in plaintext
// and padded with zeros where it will be encrypted. A payload that starts as a ROMFS must be a
// sound one; its kind is then recorded (§4). False after an input error.
bool draft_make(struct arena *arena, struct diag *diag, const struct draft_request *request,
                struct mpsec_span *out);

// Writes `image`: `hashed` and behind it the unprotected area from digest, signers and
// encryption (§5). The other members are not looked at.
struct mpsec_span image_write(struct arena *arena, const struct mpsec_image *image);

// Whether `bytes` are a draft: what draft_make() gives. Fills `hashed`, `digest` (computed, in the
// arena) and what the header and the protected records say.
enum mpsec_err draft_parse(struct arena *arena, struct mpsec_span bytes, struct mpsec_image *out);

#endif
