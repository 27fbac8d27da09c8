// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "lms_form.c"

void prove_mpsec_lms_signature_parse(void)
{
    struct mpsec_lms_signature out;
    (void)mpsec_lms_signature_parse(ANY_SPAN(), &out);
}

void prove_mpsec_lms_verify(void)
{
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    (void)mpsec_lms_verify(public_key, ANY_SPAN(), ANY_SPAN());
}
