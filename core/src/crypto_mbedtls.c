// SPDX-License-Identifier: MIT
#include "mpsec/crypto.h"

#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <p256-m.h>
#include <psa/crypto.h>

enum { SHA256_NOT_224 = 0 };

// mbedTLS's own name and contract. The volatile store is not dropped by the compiler.
void mbedtls_platform_zeroize(void *buf, size_t len)
{
    volatile uint8_t *bytes = buf;
    for (size_t i = 0; i < len; i++) {
        bytes[i] = 0;
    }
}

// p256-m can also make keys and asks for randomness then. The core never does: refuse.
psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    (void)output;
    (void)output_size;
    return PSA_ERROR_NOT_SUPPORTED;
}

// The software implementation cannot fail: mbedTLS returns errors for hardware engines only.
void mpsec_sha256(const struct mpsec_span *parts, size_t count, uint8_t digest[MPSEC_SHA256_SIZE])
{
    mbedtls_sha256_context context;
    mbedtls_sha256_init(&context);
    (void)mbedtls_sha256_starts(&context, SHA256_NOT_224);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0) {
            (void)mbedtls_sha256_update(&context, parts[i].data, parts[i].size);
        }
    }
    (void)mbedtls_sha256_finish(&context, digest);
    mbedtls_sha256_free(&context);
}

enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE])
{
    // p256-m says success with 0, which is what a cleared register holds: ask for equality with
    // its own constant and answer with ours.
    const int answer = p256_ecdsa_verify(signature, point, digest, MPSEC_SHA256_SIZE);
    return answer == P256_SUCCESS ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
}
