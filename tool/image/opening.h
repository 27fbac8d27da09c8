// opening.h - the payload of an image, plain or encrypted.
#ifndef IMAGE_OPENING_H
#define IMAGE_OPENING_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"

#include <stdbool.h>

struct opening {
    bool opened;
    const char *reason; // why not
    struct mpsec_span payload;
};

// Takes the payload out; `key` decrypts, and is NULL for an image that is not encrypted: the wrong
// one of the two is an input error. The payload is given only when it is what the image's
// own digest says: damage is found, forgery is not, for no signature is checked. False after an
// error; a payload that is withheld is none.
bool image_open(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                const struct key *key, struct opening *out);

#endif
