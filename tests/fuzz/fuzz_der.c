// SPDX-License-Identifier: MIT
// What is accepted is canonical: the scalars, written again in the one form there is, give the
// input back byte by byte.
#include "mpsec/der.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_OF_DER = 72 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static size_t put_integer(struct mpsec_span scalar, uint8_t *out)
{
    const size_t sign = (scalar.data[0] & 0x80) != 0;
    out[0] = 0x02;
    out[1] = (uint8_t)(scalar.size + sign);
    out[2] = 0;
    memcpy(out + 2 + sign, scalar.data, scalar.size);
    return 2 + sign + scalar.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mpsec_der_signature signature;
    if (mpsec_der_signature_parse((struct mpsec_span){data, size}, &signature) != MPSEC_OK) {
        return 0;
    }
    demand(signature.r.size >= 1 && signature.r.size <= MPSEC_SCALAR_SIZE);
    demand(signature.s.size >= 1 && signature.s.size <= MPSEC_SCALAR_SIZE);

    uint8_t again[SIZE_MAX_OF_DER];
    size_t length = 2 + put_integer(signature.r, again + 2);
    length += put_integer(signature.s, again + length);
    again[0] = 0x30;
    again[1] = (uint8_t)(length - 2);
    demand(length == size && memcmp(again, data, size) == 0);
    return 0;
}
