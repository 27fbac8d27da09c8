// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "der_contracts.h"

#include "der.c"

static struct mpsec_span read_element(struct mpsec_reader *reader, uint8_t tag)
ADVANCES(reader)
ENSURES(RESULT.size <= LENGTH_SHORT_MAX && JUST_READ(RESULT, reader))
ENSURES(!reader->failed || RESULT.size == 0)
;

static struct mpsec_span read_scalar(struct mpsec_reader *reader)
ADVANCES(reader)
ENSURES(JUST_READ(RESULT, reader))
ENSURES(reader->failed || (RESULT.size >= 1 && RESULT.size <= MPSEC_SCALAR_SIZE))
;

void prove_read_element(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)read_element(&reader, nondet_u8());
}

void prove_read_scalar(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)read_scalar(&reader);
}

void prove_mpsec_der_signature_parse(void)
{
    struct mpsec_der_signature out;
    (void)mpsec_der_signature_parse(ANY_SPAN(), &out);
}

void prove_mpsec_der_scalar_put(void)
{
    uint8_t out[MPSEC_SCALAR_SIZE];
    (void)mpsec_der_scalar_put(ANY_SPAN(), out);
}
