// SPDX-License-Identifier: MIT
#include "mpsec/der.h"

enum {
    TAG_INTEGER = 0x02,
    TAG_SEQUENCE = 0x30,
    LENGTH_SHORT_MAX = 0x7f, // both sequences here fit the short form, so the long one is refused
    SIGN_BIT = 0x80,
};

static struct mpsec_span read_element(struct mpsec_reader *reader, uint8_t tag)
{
    const uint8_t found = mpsec_read_u8(reader);
    const uint8_t size = mpsec_read_u8(reader);
    if (found != tag || size > LENGTH_SHORT_MAX) {
        reader->failed = true;
    }
    return mpsec_read_span(reader, size);
}

// A non-negative INTEGER in its shortest form, without the byte that only keeps it positive.
static struct mpsec_span read_scalar(struct mpsec_reader *reader)
{
    struct mpsec_span value = read_element(reader, TAG_INTEGER);
    if (value.size == 0 || (value.data[0] & SIGN_BIT) != 0) {
        reader->failed = true;
        return (struct mpsec_span){0};
    }
    if (value.size > 1 && value.data[0] == 0) {
        if ((value.data[1] & SIGN_BIT) == 0) {
            reader->failed = true; // the zero was not needed
        }
        value.data++;
        value.size--;
    }
    if (value.size > MPSEC_SCALAR_SIZE) {
        reader->failed = true;
    }
    return value;
}

enum mpsec_err mpsec_der_signature_parse(struct mpsec_span bytes, struct mpsec_der_signature *out)
{
    struct mpsec_reader outer = mpsec_reader_of(bytes);
    struct mpsec_reader inner = mpsec_reader_of(read_element(&outer, TAG_SEQUENCE));
    struct mpsec_der_signature signature;
    signature.r = read_scalar(&inner);
    signature.s = read_scalar(&inner);
    if (outer.failed || inner.failed || outer.rest.size != 0 || inner.rest.size != 0) {
        return MPSEC_ERR_DER;
    }
    *out = signature;
    return MPSEC_OK;
}

uint32_t mpsec_der_scalar_put(struct mpsec_span scalar, uint8_t out[MPSEC_SCALAR_SIZE])
{
    uint32_t bits = 0;
    const size_t gap = MPSEC_SCALAR_SIZE - scalar.size;
    for (size_t i = 0; i < MPSEC_SCALAR_SIZE; i++) {
        out[i] = i < gap ? 0 : scalar.data[i - gap];
        bits |= out[i];
    }
    return bits;
}
