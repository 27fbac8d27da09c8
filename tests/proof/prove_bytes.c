// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define READS_WHAT_IS_PUT
#include "bytes_contracts.h"

#include "bytes.c"

void prove_mpsec_reader_of(void)
{
    (void)mpsec_reader_of(ANY_SPAN());
}

void prove_mpsec_read_span(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)mpsec_read_span(&reader, nondet_size());
}

void prove_mpsec_read_u8(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)mpsec_read_u8(&reader);
}

void prove_mpsec_read_u16(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)mpsec_read_u16(&reader);
}

void prove_mpsec_read_u32(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)mpsec_read_u32(&reader);
}

void prove_mpsec_put_u32(void)
{
    uint8_t out[4];
    mpsec_put_u32(out, nondet_u32());
}

void prove_mpsec_span_first(void)
{
    const struct mpsec_span bytes = ANY_SPAN();
    (void)mpsec_span_first(bytes, nondet_size());
}

// Two spans of one object, or of two.
void prove_mpsec_span_equal(void)
{
    const struct mpsec_span whole = any_object();
    const struct mpsec_span a = any_part(whole);
    const struct mpsec_span b = nondet_bool() ? any_part(whole) : ANY_SPAN();
    (void)mpsec_span_equal(a, b);
}
