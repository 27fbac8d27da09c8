// mpsec/crypto.h - the little cryptography the core needs, as pure functions over bytes.
//
// Not ours: mbedTLS 3.6 does SHA-256 (core/src/crypto_mbedtls.c), its p256-m the arithmetic of the
// curve (core/src/p256.c). Nothing else of mbedTLS is seen above this header.
#ifndef MPSEC_CRYPTO_H
#define MPSEC_CRYPTO_H

#include "mpsec/bytes.h"

#include <stdint.h>

enum {
    MPSEC_SHA256_SIZE = 32,
    MPSEC_SHA256_BLOCK_SIZE = 64,
    MPSEC_SHA256_STATE_WORDS = 27,  // what mbedTLS 3.6 needs, checked where it is used
    MPSEC_P256_POINT_SIZE = 64,     // X || Y, big-endian
    MPSEC_P256_SIGNATURE_SIZE = 64, // r || s, big-endian
};

// The answer of a signature check. Neither value is what a cleared or set register holds.
enum mpsec_signature_check {
    MPSEC_SIGNATURE_BAD = 0x2cd34b9a,
    MPSEC_SIGNATURE_GOOD = 0x6b94e172,
};

// SHA-256 (FIPS 180-4) over the parts, one after the other.
void mpsec_sha256(const struct mpsec_span *parts, size_t count, uint8_t digest[MPSEC_SHA256_SIZE]);

// A hash in progress, for what does not lie in memory at one time: start, add any number of
// times, finish. The caller owns it; what the words mean is mbedTLS's business.
struct mpsec_sha256_state {
    uint32_t words[MPSEC_SHA256_STATE_WORDS];
};

void mpsec_sha256_start(struct mpsec_sha256_state *state);
void mpsec_sha256_add(struct mpsec_sha256_state *state, struct mpsec_span part);
// Wipes the state.
void mpsec_sha256_finish(struct mpsec_sha256_state *state, uint8_t digest[MPSEC_SHA256_SIZE]);

// HMAC-SHA256 (RFC 2104) over the parts, one after the other. A key of any size; 32 bytes are
// the size to choose. Nothing of the key is left on the stack. Compare a tag with
// mpsec_bytes_equal_ct() and never otherwise.
void mpsec_hmac_sha256(struct mpsec_span key, const struct mpsec_span *parts, size_t count,
                       uint8_t tag[MPSEC_SHA256_SIZE]);

// The same for what comes piece by piece.
struct mpsec_hmac_state {
    struct mpsec_sha256_state inner;
    uint8_t outer_key[MPSEC_SHA256_BLOCK_SIZE]; // the key, padded and masked
};

void mpsec_hmac_start(struct mpsec_hmac_state *state, struct mpsec_span key);
void mpsec_hmac_add(struct mpsec_hmac_state *state, struct mpsec_span part);
// Wipes the state.
void mpsec_hmac_finish(struct mpsec_hmac_state *state, uint8_t tag[MPSEC_SHA256_SIZE]);

// Whether `size` bytes are the same, in a time that depends on `size` alone.
bool mpsec_bytes_equal_ct(const uint8_t *a, const uint8_t *b, size_t size);

// Overwrites secrets; the compiler does not drop it.
void mpsec_wipe(void *bytes, size_t size);

// ECDSA over P-256 (FIPS 186-5) of a 32-byte digest. Checks that r and s lie in [1, n-1] and
// that the point is on the curve. Its time depends on all three: none of them may be a secret.
enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE]);

// The same computation without its last step: `r` becomes what the signature's r must be for this
// digest and key, so that a caller can do the comparison himself and more than once. It is the
// complement of the signature's r, and so never equal to it, when r or s is not in [1, n-1] or the
// point is not on the curve.
void mpsec_p256_expected_r(const uint8_t point[MPSEC_P256_POINT_SIZE],
                           const uint8_t digest[MPSEC_SHA256_SIZE],
                           const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE],
                           uint8_t r[MPSEC_P256_SIGNATURE_SIZE / 2]);

#endif
