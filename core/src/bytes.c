// SPDX-License-Identifier: MIT
#include "mpsec/bytes.h"

struct mpsec_reader mpsec_reader_of(struct mpsec_span bytes)
{
    return (struct mpsec_reader){.rest = bytes, .failed = false};
}

struct mpsec_span mpsec_read_span(struct mpsec_reader *reader, size_t size)
{
    if (reader->failed || size > reader->rest.size) {
        reader->failed = true;
        return (struct mpsec_span){0};
    }

    const struct mpsec_span taken = {reader->rest.data, size};
    if (size > 0) { // an empty span may hold NULL, and NULL + 0 is undefined in C
        reader->rest.data += size;
        reader->rest.size -= size;
    }
    return taken;
}

uint8_t mpsec_read_u8(struct mpsec_reader *reader)
{
    const struct mpsec_span bytes = mpsec_read_span(reader, 1);
    return bytes.size == 1 ? bytes.data[0] : 0;
}

uint16_t mpsec_read_u16(struct mpsec_reader *reader)
{
    const struct mpsec_span bytes = mpsec_read_span(reader, 2);
    if (bytes.size != 2) {
        return 0;
    }
    return (uint16_t)(bytes.data[0] + 256U * bytes.data[1]);
}

uint32_t mpsec_read_u32(struct mpsec_reader *reader)
{
    const struct mpsec_span bytes = mpsec_read_span(reader, 4);
    if (bytes.size != 4) {
        return 0;
    }
    const uint32_t low = bytes.data[0] + 256U * bytes.data[1];
    const uint32_t high = bytes.data[2] + 256U * bytes.data[3];
    return low + 65536U * high;
}

void mpsec_put_u32(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value & 0xffU);
    out[1] = (uint8_t)(value >> 8 & 0xffU);
    out[2] = (uint8_t)(value >> 16 & 0xffU);
    out[3] = (uint8_t)(value >> 24);
}

struct mpsec_span mpsec_span_first(struct mpsec_span bytes, size_t size)
{
    return (struct mpsec_span){bytes.data, size};
}

bool mpsec_span_equal(struct mpsec_span a, struct mpsec_span b)
{
    if (a.size != b.size) {
        return false;
    }
    for (size_t i = 0; i < a.size; i++) {
        if (a.data[i] != b.data[i]) {
            return false;
        }
    }
    return true;
}
