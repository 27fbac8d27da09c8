// boot_firmware.h - the hardened firmware signed for the boot ROM of an RP2350, beside the build.
//
// The build stays as it is: what is signed is a copy of its firmware.bin (boot_image.h). A copy
// that was signed from the same bytes by the same key is kept: a signature is made anew only for
// something new.
#ifndef IMAGE_BOOT_FIRMWARE_H
#define IMAGE_BOOT_FIRMWARE_H

#include "base/arena.h"
#include "base/diag.h"
#include "build/build.h"
#include "image/boot_image.h"

#include <jansson.h>

// As the catalogue names the OTP rows that hold the key's hash, and those of the key that decrypts.
#define BOOT_KEY_FUSE    "BOOTKEY0"
#define BOOT_CIPHER_FUSE "BOOT_AES_KEY"

// Whether the boot ROM of this board takes firmware that mpsec signs by `key`. An input error where
// it does not, and where a control of the request has it encrypted: that is signed afterwards.
// NULL is no key, and fits.
bool boot_firmware_fits(struct diag *diag, const struct build_request *request, const char *key);

// Signs hardened/firmware.bin below the `out` of the request by `key`, a PEM file:
// firmware-signed.bin and .uf2 in `out`, with a record. Where `key` is NULL there is none, also
// none of an earlier build; the result says what is missing where a control of the request burns a
// hash, or a key that decrypts, and is NULL where none does, and after an error. The result:
// {"bin", "uf2", "of", "key_hash", "otp_rows", "kept", "missing"}; firmware-signed.json has it all
// but "kept".
json_t *boot_firmware_make(struct arena *arena, struct diag *diag,
                           const struct build_request *request, const char *key);

// What a person reads of it; empty for NULL.
const char *boot_firmware_text(struct arena *arena, const json_t *firmware);

// What these rows get by the record in the folder `out`: "sha256:" and the key's hash in hex. NULL:
// nothing was signed there.
const char *boot_firmware_hash(struct arena *arena, const char *out);

// What the sixteen rows hold: two bytes of the hash each, the first one low.
json_t *boot_key_rows(const struct boot_key *key);

#endif
