// SPDX-License-Identifier: MIT
// lms_form.c - what of LMS is there also on a device that leaves core/src/lms.c out.
#include "mpsec/lms.h"

static uint32_t read_u32_big(struct mpsec_reader *reader)
{
    uint32_t value = 0;
    for (size_t i = 0; i < sizeof value; i++) {
        value = value << 8 | mpsec_read_u8(reader);
    }
    return value;
}

enum mpsec_err mpsec_lms_signature_parse(struct mpsec_span bytes, struct mpsec_lms_signature *out)
{
    struct mpsec_reader r = mpsec_reader_of(bytes);
    struct mpsec_lms_signature signature;
    signature.q = read_u32_big(&r);
    const uint32_t ots_type = read_u32_big(&r);
    signature.c = mpsec_read_span(&r, MPSEC_SHA256_SIZE);
    signature.chains = mpsec_read_span(&r, (size_t)MPSEC_LMS_CHAINS * MPSEC_SHA256_SIZE);
    const uint32_t type = read_u32_big(&r);
    signature.path = mpsec_read_span(&r, (size_t)MPSEC_LMS_HEIGHT * MPSEC_SHA256_SIZE);
    if (r.failed || r.rest.size != 0 || ots_type != MPSEC_LMS_OTS_TYPE || type != MPSEC_LMS_TYPE ||
        signature.q >= MPSEC_LMS_LEAVES) {
        return MPSEC_ERR_LMS;
    }
    *out = signature;
    return MPSEC_OK;
}

enum mpsec_signature_check mpsec_lms_verify(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE],
                                            struct mpsec_span message, struct mpsec_span signature)
{
    uint8_t root[MPSEC_SHA256_SIZE];
    mpsec_lms_root(public_key, message, signature, root);
    const struct mpsec_span found = {root, sizeof root};
    const struct mpsec_span wanted = {public_key + MPSEC_LMS_ROOT_AT, MPSEC_SHA256_SIZE};
    return mpsec_span_equal(found, wanted) ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
}
