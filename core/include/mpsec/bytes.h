// mpsec/bytes.h - borrowed bytes, and a reader that cannot run off their end.
//
// No allocation, no I/O, no state: the same file runs in the tool and on the device.
#ifndef MPSEC_BYTES_H
#define MPSEC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A borrowed view. `size` may be 0; `data` is then not looked at and may be NULL.
struct mpsec_span {
    const uint8_t *data;
    size_t size;
};

// Reads a span from front to back. A read past the end yields zeros and sets `failed`,
// which stays set: read straight through a structure, then ask once.
struct mpsec_reader {
    struct mpsec_span rest;
    bool failed;
};

struct mpsec_reader mpsec_reader_of(struct mpsec_span bytes);

// Little-endian, unaligned.
uint8_t mpsec_read_u8(struct mpsec_reader *reader);
uint16_t mpsec_read_u16(struct mpsec_reader *reader);
uint32_t mpsec_read_u32(struct mpsec_reader *reader);

// Writes four bytes, little-endian, unaligned.
void mpsec_put_u32(uint8_t *out, uint32_t value);

// The next `size` bytes as a view into the input; an empty span after a failure.
struct mpsec_span mpsec_read_span(struct mpsec_reader *reader, size_t size);

// The first `size` bytes; `size` must not exceed bytes.size.
struct mpsec_span mpsec_span_first(struct mpsec_span bytes, size_t size);

// Whether both have the same size and content. Not constant-time: for public values only.
bool mpsec_span_equal(struct mpsec_span a, struct mpsec_span b);

#endif
