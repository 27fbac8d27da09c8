// mpsec/secret.h - the sealed secrets of one device. docs/spec/secrets.md.
//
// Whether they may be given out at all (not while the service door is open) is the caller's to say.
#ifndef MPSEC_SECRET_H
#define MPSEC_SECRET_H

#include "mpsec/device.h"
#include "mpsec/err.h"
#include "mpsec/seal.h"

enum mpsec_secret_result {
    MPSEC_SECRET_OK = 0x4d3a95e6,
    MPSEC_SECRET_NONE = 0x1be2c358,   // nothing of this name
    MPSEC_SECRET_SEALED = 0x27d46ab1, // sealed for another chip, signer, class or life, or changed
};

// Whether the chip has a key. Without one the secrets are hidden from nobody who reads flash and
// this source.
bool mpsec_secret_has_key(const struct mpsec_device *device);

// Finds the secret `name` and opens it into `out`, which holds MPSEC_SEAL_VALUE_MAX bytes.
// `signer`: MPSEC_KEY_ID_SIZE bytes, who signed the application that asks.
MPSEC_CHECK enum mpsec_secret_result mpsec_secret_get(const struct mpsec_device *device,
                                                      struct mpsec_span signer,
                                                      struct mpsec_span name, uint8_t *out,
                                                      size_t *size);

// Erases all of them. False: the flash failed.
MPSEC_CHECK bool mpsec_secret_erase(const struct mpsec_device *device);

// The chip's key, or zeros where it has none; says which. Wipe it after use.
bool mpsec_secret_chip_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE]);

#endif
