// key.h - P-256 keys of the host: from a PEM file, or in a token that never gives them away.
//
// OpenSSL 3 underneath; token.h for PKCS#11. What a device knows of a key is its hash or point.
#ifndef IMAGE_KEY_H
#define IMAGE_KEY_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/passphrase.h"
#include "mpsec/image_verify.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>

struct token;

// Release it with key_release(). Of the two halves a public key has neither.
struct key {
    const char *name;              // file or URI, for messages
    uint8_t spki[MPSEC_SPKI_SIZE]; // SubjectPublicKeyInfo, DER
    uint8_t id[MPSEC_KEY_ID_SIZE]; // its SHA-256
    EVP_PKEY *private_half;        // NULL: public only, or in a token
    struct token *token;           // NULL: not in a token
    const uint8_t *lms;            // the LMS key that must sign beside it; NULL: none. Borrowed
};

enum { SIGNATURE_MAX = 72 };

struct signature {
    uint8_t der[SIGNATURE_MAX]; // canonical (§6)
    size_t size;
};

// A private key: a PEM file, encrypted or not, or a "pkcs11:" URI. An input error when it is not
// a P-256 key or does not open; the passphrase is asked for only when the file is encrypted.
bool key_load_private(struct arena *arena, struct diag *diag, const char *name,
                      const char *passphrase_file, struct key *out);

// The key pair of a PEM file, on whatever curve, to be freed by the caller; NULL after reporting.
EVP_PKEY *key_read_pair(struct arena *arena, struct diag *diag, const char *name,
                        const char *passphrase_file);

// A public key: PEM of a SubjectPublicKeyInfo. An input error when it is none on P-256.
bool key_load_public(struct arena *arena, struct diag *diag, const char *path, struct key *out);

// Takes over `pair` for a key; `name` is borrowed. False, nothing taken, unless it is P-256.
bool key_of_pair(EVP_PKEY *pair, const char *name, struct key *out);

// ECDSA over a 32-byte digest.
bool key_sign(struct diag *diag, const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
              struct signature *out);

// The raw form r || s as canonical DER.
bool signature_of_raw(const uint8_t raw[MPSEC_P256_SIGNATURE_SIZE], struct signature *out);

// The key as the device's table has it; its LMS key is borrowed.
struct mpsec_key key_entry(const struct key *key, uint32_t roles);

// Whether `id` is that of the key with this point, as in a row of a device's table.
bool key_id_is_of(const uint8_t id[MPSEC_KEY_ID_SIZE], const uint8_t point[MPSEC_P256_POINT_SIZE]);

// 64 hexadecimal digits.
const char *key_id_text(struct arena *arena, const uint8_t id[MPSEC_KEY_ID_SIZE]);

// Its public half as PEM.
const char *key_public_pem(struct arena *arena, const struct key *key, size_t *size);

// Wipes and frees; an all-zero key is allowed.
void key_release(struct key *key);
#define AUTO_KEY __attribute__((cleanup(key_release))) struct key

#endif
