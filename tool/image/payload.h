// payload.h - what an image carries: the kind record of §4.
#ifndef IMAGE_PAYLOAD_H
#define IMAGE_PAYLOAD_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/image.h"

#include <stdbool.h>
#include <stdint.h>

struct payload_kind {
    bool known; // false: an image without the record
    uint8_t bytes[MPSEC_PAYLOAD_KIND_SIZE];
};

// A payload that starts as a ROMFS must be a sound one with `.mpy` files of one version and at
// most one architecture: else an input error. Any other payload is of no known kind.
bool payload_kind_find(struct arena *arena, struct diag *diag, struct mpsec_span payload,
                       struct payload_kind *out);

// "ROMFS, bytecode version 6, architecture armv7m"; `record` is the record's content.
const char *payload_kind_text(struct arena *arena, struct mpsec_span record);

#endif
