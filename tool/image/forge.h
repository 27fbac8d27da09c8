// forge.h - application images that a device must refuse, made by those who want them run.
#ifndef IMAGE_FORGE_H
#define IMAGE_FORGE_H

#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
#include "mpsec/bytes.h"

enum forgery {
    FORGERY_UNSIGNED, // header, digest-covered records, and no signature
    FORGERY_STRANGER, // whole and sound, signed by a key made a moment ago
    FORGERY_BORROWED, // the records of a genuine image behind another payload
};

struct forge_request {
    const struct model *model; // for its device's ids and the counter that it takes
    struct mpsec_span payload; // a ROMFS
    struct mpsec_span genuine; // an image the device takes; empty: it takes none
    enum forgery forgery;
};

// Makes the image. False after reporting.
bool image_forge(struct arena *arena, struct diag *diag, const struct forge_request *request,
                 struct mpsec_span *out);

#endif
