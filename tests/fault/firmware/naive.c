// SPDX-License-Identifier: MIT
// naive.c - how it is usually done: verify, compare, branch. The campaign must find its holes, or
// the campaign finds nothing.
#include <p256-m.h>
#include <string.h>

#include "device.h"
#include "mpsec/der.h"
#include "mpsec/slot_image.h"

static bool signature_holds(const struct mpsec_image *image, const uint8_t *digest)
{
    struct mpsec_der_signature der;
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE] = {0};
    if (mpsec_der_signature_parse(image->signers[0].signature, &der) != MPSEC_OK) {
        return false;
    }
    memcpy(raw + MPSEC_SCALAR_SIZE - der.r.size, der.r.data, der.r.size);
    memcpy(raw + sizeof raw - der.s.size, der.s.data, der.s.size);
    return p256_ecdsa_verify(raw, fault_device.policy.keys[0].point, digest, MPSEC_SHA256_SIZE) ==
           0;
}

static bool image_holds(const struct mpsec_image *image)
{
    uint8_t digest[MPSEC_SHA256_SIZE];
    if (!mpsec_span_equal(image->class_id, fault_device.policy.class_id) ||
        image->security_counter < 5) {
        return false;
    }
    mpsec_sha256(&image->hashed, 1, digest);
    return memcmp(digest, image->digest.data, sizeof digest) == 0 && signature_holds(image, digest);
}

__attribute__((section(".fault_main"))) void fault_main(void)
{
    bool copied = false;
    struct mpsec_image image;
    const struct mpsec_span bytes = mpsec_slot_image_take(&fault_device, 0, &copied);
    if (mpsec_image_parse(bytes, &image) == MPSEC_OK && image_holds(&image)) {
        fault_given[0] = (uint32_t)image.payload.data;
        fault_given[1] = image.payload.size;
    }
    fault_end();
}
