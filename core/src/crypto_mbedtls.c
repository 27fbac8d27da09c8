// SPDX-License-Identifier: MIT
#include "mpsec/crypto.h"

#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>

enum { SHA256_NOT_224 = 0 };

// mbedTLS's own name and contract. The volatile store is not dropped by the compiler.
void mbedtls_platform_zeroize(void *buf, size_t len)
{
    volatile uint8_t *bytes = buf;
    for (size_t i = 0; i < len; i++) {
        bytes[i] = 0;
    }
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
