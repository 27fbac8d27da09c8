// seal.h - secrets sealed for one device: docs/spec/secrets.md.
#ifndef IMAGE_SEAL_H
#define IMAGE_SEAL_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"
#include "image/uuid.h"
#include "mpsec/seal.h"

struct seal_request {
    // The chip's key: a file of 32 bytes, or one that begins as the reference device's chip does
    // (boards/qemu-arm/README.md). NULL: the chip has none, and 32 zeros stand in.
    const char *chip_key;
    const char *signer; // PEM file: the first key that signs the application, either half
    struct uuid class;
    const char *const *secrets; // NAME=FILE
    size_t secret_count;
};

// The records, one behind the other, to be written where the device keeps its secrets. Each time
// other bytes: the nonces are new. False after an error.
bool secrets_seal(struct arena *arena, struct diag *diag, const struct seal_request *request,
                  struct mpsec_span *out);

#endif
