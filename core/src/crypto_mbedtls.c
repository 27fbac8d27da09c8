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

void mpsec_wipe(void *bytes, size_t size)
{
    mbedtls_platform_zeroize(bytes, size);
}

// The state is words to its owner and a context to mbedTLS. An array of negative size stops the
// build where it does not fit.
typedef char
    state_fits[sizeof(mbedtls_sha256_context) <= sizeof(struct mpsec_sha256_state) ? 1 : -1];

static mbedtls_sha256_context *context_of(struct mpsec_sha256_state *state)
{
    return (mbedtls_sha256_context *)(void *)state->words;
}

// The software implementation cannot fail: mbedTLS returns errors for hardware engines only.
void mpsec_sha256_start(struct mpsec_sha256_state *state)
{
    mbedtls_sha256_init(context_of(state));
    (void)mbedtls_sha256_starts(context_of(state), SHA256_NOT_224);
}

void mpsec_sha256_add(struct mpsec_sha256_state *state, struct mpsec_span part)
{
    if (part.size > 0) {
        (void)mbedtls_sha256_update(context_of(state), part.data, part.size);
    }
}

void mpsec_sha256_finish(struct mpsec_sha256_state *state, uint8_t digest[MPSEC_SHA256_SIZE])
{
    (void)mbedtls_sha256_finish(context_of(state), digest);
    mbedtls_sha256_free(context_of(state));
}
