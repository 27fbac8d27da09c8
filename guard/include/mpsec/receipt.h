// mpsec/receipt.h - the note that an image was verified here by its signature, for a fast boot.
//
// A MAC under a key of the chip over slot, digest and counter, bound to the keys and rules of this
// firmware (docs/spec/launch.md, "Fast boot"). It lies in flash, where anybody can read it; it is
// worth nothing for another chip, slot, image, or after a key was revoked.
#ifndef MPSEC_RECEIPT_H
#define MPSEC_RECEIPT_H

#include "mpsec/device.h"
#include "mpsec/err.h"
#include "mpsec/launch.h"

enum { MPSEC_RECEIPT_SIZE = MPSEC_SHA256_SIZE };

// What a receipt is for.
struct mpsec_receipt_subject {
    uint32_t slot;
    uint32_t counter;
    const uint8_t *digest; // MPSEC_SHA256_SIZE bytes
};

// Reads what lies where the receipt of a slot is kept. False: the device keeps none (it has no key
// or no place), the flash failed, or there is nothing.
MPSEC_CHECK bool mpsec_receipt_read(const struct mpsec_device *device, uint32_t slot,
                                    uint8_t out[MPSEC_RECEIPT_SIZE]);

// The receipt of this subject and of what its two verifications left (mpsec_launch_apart): the one
// that it must have is that of zeros. They are no launch, so that whoever is led by a fault from
// here to mpsec_receipt_write() brings along none that is clean.
void mpsec_receipt_make(const struct mpsec_device *device,
                        const struct mpsec_receipt_subject *subject,
                        const uint32_t left[MPSEC_LAUNCH_ROUNDS], uint8_t out[MPSEC_RECEIPT_SIZE]);

// Writes the receipt of what `launch` holds. Failing costs time at the next boot, and nothing else.
void mpsec_receipt_write(const struct mpsec_device *device,
                         const struct mpsec_receipt_subject *subject,
                         const struct mpsec_launch *launch);

#endif
