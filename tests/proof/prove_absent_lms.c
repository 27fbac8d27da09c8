// SPDX-License-Identifier: MIT
#include "crypto_contracts.h"

#include "absent_lms.c"

void prove_mpsec_lms_root(void)
{
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    uint8_t root[MPSEC_SHA256_SIZE];
    mpsec_lms_root(public_key, ANY_SPAN(), ANY_SPAN(), root);
}
