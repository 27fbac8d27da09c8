// boot_image.h - signed firmware for the boot ROM of the RP2350.
//
// A firmware carries a loop of blocks, of which one says what kind of image it is (IMAGE_DEF). To
// sign it, one more such block goes to its end, with the place of what is hashed, and with key and
// signature: docs/spec/boot-image.md. The firmware is not encrypted: it runs where it lies.
#ifndef IMAGE_BOOT_IMAGE_H
#define IMAGE_BOOT_IMAGE_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/bytes.h"

#include <openssl/types.h>

enum {
    BOOT_POINT_SIZE = 64,     // x and y, 32 bytes each, big-endian
    BOOT_SIGNATURE_SIZE = 64, // r and s, likewise
    BOOT_HASH_SIZE = 32,
};

// A key on secp256k1, the only curve that the boot ROM knows. Release it with boot_key_release().
struct boot_key {
    const char *name;
    uint8_t point[BOOT_POINT_SIZE];
    uint8_t hash[BOOT_HASH_SIZE]; // SHA-256 of the point, as OTP holds it (BOOTKEY0)
    EVP_PKEY *pair;
};

// A PEM file with a private key, encrypted or not. An input error when it is on another curve.
bool boot_key_load(struct arena *arena, struct diag *diag, const char *name,
                   const char *passphrase_file, struct boot_key *out);

// Wipes and frees; an all-zero key is allowed.
void boot_key_release(struct boot_key *key);
#define AUTO_BOOT_KEY __attribute__((cleanup(boot_key_release))) struct boot_key

// `firmware` is a raw image that lies at `address` (flash: 0x10000000) and runs from there. *out,
// in the arena, is the same with padding to a word, its loop of blocks led over one more, and that
// block. An input error: no sound loop in it, another chip or kind of image, signed already.
bool boot_image_sign(struct arena *arena, struct diag *diag, struct mpsec_span firmware,
                     uint32_t address, const struct boot_key *key, struct mpsec_span *out);

#endif
