// mpsec/seal.h - secrets that only one chip opens, and keys derived from that chip's key.
//
// docs/spec/secrets.md, whose sections are (§n) below. The tool seals with the same code that a
// device opens with. Where a chip has no key, 32 zeros take its place, and all this is obfuscation.
#ifndef MPSEC_SEAL_H
#define MPSEC_SEAL_H

#include "mpsec/bytes.h"
#include "mpsec/crypto.h"
#include "mpsec/err.h"

enum {
    MPSEC_SEAL_KEY_SIZE = 32,
    MPSEC_SEAL_NONCE_SIZE = 16,
    MPSEC_SEAL_NAME_MAX = 32,
    MPSEC_SEAL_VALUE_MAX = 512,
    MPSEC_SEAL_HEAD_SIZE = 12,
    // The longest record (§2).
    MPSEC_SEAL_RECORD_MAX = MPSEC_SEAL_HEAD_SIZE + MPSEC_SEAL_NONCE_SIZE + MPSEC_SEAL_NAME_MAX +
                            MPSEC_SEAL_VALUE_MAX + MPSEC_SHA256_SIZE,
};

// To what a secret is bound (§1): another of these is another key.
struct mpsec_seal_binding {
    struct mpsec_span chip_key; // 32 bytes
    struct mpsec_span signer;   // 32 bytes: id of the first key that signed the application
    struct mpsec_span class_id; // 16 bytes, or none
    uint8_t life;               // roles that may sign applications here: enum mpsec_key_role
};

// A record as it lies in flash. Every span is a view into it.
struct mpsec_sealed {
    struct mpsec_span name;
    struct mpsec_span nonce;
    struct mpsec_span value;  // encrypted
    struct mpsec_span tagged; // what the tag is over: all before it
    struct mpsec_span tag;
};

// HKDF-SHA256 (RFC 5869) with the salt "mpsec-1": one key of 32 bytes for what the parts say, one
// after the other.
void mpsec_derive(struct mpsec_span chip_key, const struct mpsec_span *parts, size_t count,
                  uint8_t out[MPSEC_SEAL_KEY_SIZE]);

// Reads the next record (§2). False: there is none.
MPSEC_CHECK bool mpsec_sealed_read(struct mpsec_reader *reader, struct mpsec_sealed *out);

// Opens a record into `out`, which holds MPSEC_SEAL_VALUE_MAX bytes. False, and `out` untouched:
// it was not sealed under this binding, or changed since.
MPSEC_CHECK bool mpsec_sealed_open(const struct mpsec_sealed *sealed,
                                   const struct mpsec_seal_binding *binding, uint8_t *out);

// Seals: writes a record into `out`, which holds MPSEC_SEAL_RECORD_MAX bytes, and returns its size;
// 0: name or value is empty or too long. A nonce is used once for a key.
size_t mpsec_seal(const struct mpsec_seal_binding *binding, struct mpsec_span name,
                  struct mpsec_span value, const uint8_t nonce[MPSEC_SEAL_NONCE_SIZE],
                  uint8_t *out);

#endif
