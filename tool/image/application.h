// application.h - the application of a model as a signed image, beside the firmware.
//
// The folder becomes a ROMFS, compiled by the tree's own mpy-cross for the target's machine, and
// the ROMFS a signed image. The same application gives the same ROMFS, and an image that holds
// it already, by the same keys, is kept as it is: a signature is made anew only for something new.
#ifndef IMAGE_APPLICATION_H
#define IMAGE_APPLICATION_H

#include "base/arena.h"
#include "base/diag.h"
#include "build/build.h"

#include <jansson.h>

struct application_request {
    const struct model *model;
    const char *mpy_cross;
    const char *out;   // folder: application.romfs, application.img, application.json
    struct names keys; // private keys, files or pkcs11: URIs; none: those among the model's
};

// Makes it. Where no private key, version or counter is given there is no image, also none of an
// earlier build, and the result says what is missing. NULL after an error, and for a model
// without an application. The result: {"romfs", "image", "version", "counter", "signers", "kept",
// "missing"}; application.json has it all but "kept".
json_t *application_make(struct arena *arena, struct diag *diag,
                         const struct application_request *request);

// What a person reads of it.
const char *application_text(struct arena *arena, const json_t *application);

#endif
