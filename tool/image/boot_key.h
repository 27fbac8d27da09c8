// boot_key.h - what boot_image.c does with a key of the boot ROM.
#ifndef IMAGE_BOOT_KEY_H
#define IMAGE_BOOT_KEY_H

#include "image/boot_image.h"

// ECDSA over a digest: r and s, each filled up to 32 bytes. False after reporting.
bool boot_key_sign(struct diag *diag, const struct boot_key *key,
                   const uint8_t digest[BOOT_HASH_SIZE], uint8_t out[BOOT_SIGNATURE_SIZE]);

#endif
