// SPDX-License-Identifier: MIT
// What scripts/wycheproof calls, on the host and in an emulated device alike: the core's own way
// from a signature's bytes to an answer. At most four arguments, so that all travel in registers.
#include "mpsec/crypto.h"
#include "mpsec/der.h"

#include <string.h>

uint32_t check_raw(const uint8_t *point, const uint8_t *input, size_t message, size_t signature);
uint32_t check_der(const uint8_t *point, const uint8_t *input, size_t message, size_t signature);
uint32_t check_hmac(uint8_t *tag, const uint8_t *input, size_t key, size_t message);

static void hash(const uint8_t *bytes, size_t size, uint8_t digest[MPSEC_SHA256_SIZE])
{
    const struct mpsec_span part = {bytes, size};
    mpsec_sha256(&part, 1, digest);
}

// `input` is the message and, behind it, the signature.
uint32_t check_raw(const uint8_t *point, const uint8_t *input, size_t message, size_t signature)
{
    if (signature != MPSEC_P256_SIGNATURE_SIZE) {
        return MPSEC_SIGNATURE_BAD;
    }
    uint8_t digest[MPSEC_SHA256_SIZE];
    hash(input, message, digest);
    return mpsec_p256_verify(point, digest, input + message);
}

uint32_t check_der(const uint8_t *point, const uint8_t *input, size_t message, size_t signature)
{
    struct mpsec_der_signature der;
    const struct mpsec_span bytes = {input + message, signature};
    if (mpsec_der_signature_parse(bytes, &der) != MPSEC_OK) {
        return MPSEC_SIGNATURE_BAD;
    }
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE] = {0};
    memcpy(raw + MPSEC_SCALAR_SIZE - der.r.size, der.r.data, der.r.size);
    memcpy(raw + sizeof raw - der.s.size, der.s.data, der.s.size);
    uint8_t digest[MPSEC_SHA256_SIZE];
    hash(input, message, digest);
    return mpsec_p256_verify(point, digest, raw);
}

// `input` is the key and, behind it, the message.
uint32_t check_hmac(uint8_t *tag, const uint8_t *input, size_t key, size_t message)
{
    const struct mpsec_span part = {input + key, message};
    mpsec_hmac_sha256((struct mpsec_span){input, key}, &part, 1, tag);
    return MPSEC_SIGNATURE_GOOD;
}
