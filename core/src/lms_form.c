// SPDX-License-Identifier: MIT
// lms_form.c - what of LMS is there also on a device that leaves core/src/lms.c out.
#include "mpsec/lms.h"

#include "mpsec/number.h"

// Where the parts stand (§5.4, §4.5).
enum {
    OTS_TYPE_AT = 4,
    C_AT = 8,
    CHAINS_AT = C_AT + MPSEC_SHA256_SIZE,
    TYPE_AT = CHAINS_AT + MPSEC_LMS_CHAINS * MPSEC_SHA256_SIZE,
    PATH_AT = TYPE_AT + 4,
};

enum mpsec_err mpsec_lms_signature_parse(struct mpsec_span bytes, struct mpsec_lms_signature *out)
{
    const uint8_t *at = bytes.data;
    if (bytes.size != MPSEC_LMS_SIGNATURE_SIZE || mpsec_get_u32_big(at) >= MPSEC_LMS_LEAVES ||
        mpsec_get_u32_big(at + OTS_TYPE_AT) != MPSEC_LMS_OTS_TYPE ||
        mpsec_get_u32_big(at + TYPE_AT) != MPSEC_LMS_TYPE) {
        return MPSEC_ERR_LMS;
    }
    out->q = mpsec_get_u32_big(at);
    out->c = (struct mpsec_span){at + C_AT, MPSEC_SHA256_SIZE};
    out->chains = (struct mpsec_span){at + CHAINS_AT, (size_t)MPSEC_LMS_CHAINS * MPSEC_SHA256_SIZE};
    out->path = (struct mpsec_span){at + PATH_AT, (size_t)MPSEC_LMS_HEIGHT * MPSEC_SHA256_SIZE};
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
