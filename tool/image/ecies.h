// ecies.h - encryption of a payload for one device's key: ECIES-P256 as MCUboot has it (§7).
#ifndef IMAGE_ECIES_H
#define IMAGE_ECIES_H

#include "base/diag.h"
#include "image/key.h"
#include "mpsec/image.h"

#include <stdbool.h>
#include <stdint.h>

struct ecies_record {
    uint8_t bytes[MPSEC_ENCRYPTION_256_SIZE];
    size_t size;
};

// Encrypts `size` bytes in place under a fresh key, wrapped for `recipient`. `key_size` is 16
// or 32.
bool ecies_encrypt(struct diag *diag, const struct key *recipient, size_t key_size,
                   struct mpsec_span plaintext, uint8_t *ciphertext, struct ecies_record *out);

enum ecies_end {
    ECIES_OPENED,
    ECIES_REFUSED, // the record was not made for this key, or was changed
    ECIES_FAILED,  // the cryptography did; reported
};

// Decrypts the payload of an encrypted image into `plaintext`, of the payload's size. What comes
// out is not authenticated by this: mpsec_image_verify() judges it.
enum ecies_end ecies_decrypt(struct diag *diag, const struct key *key,
                             const struct mpsec_image *image, uint8_t *plaintext);

#endif
