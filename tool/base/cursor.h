// cursor.h - bytes of a foreign file, read from front to back, without trust in them.
//
// A read past the end yields zeros and sets `failed`, which stays set: read straight through a
// structure, then ask once. Sizes taken in order are never added, so they cannot overflow.
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A borrowed view. `size` may be 0; `data` is then not looked at and may be NULL.
struct span {
    const unsigned char *data;
    size_t size;
};

struct cursor {
    struct span rest;
    bool failed;
};

struct cursor cursor_of(struct span bytes);

// Little-endian, unaligned.
uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_u16(struct cursor *cursor);
uint32_t cursor_u32(struct cursor *cursor);
uint64_t cursor_leb128(struct cursor *cursor); // unsigned, at most 64 bits

// The next `size` bytes as a view; an empty span after a failure.
struct span cursor_span(struct cursor *cursor, size_t size);

// The part of `bytes` from `offset` on, at most `size` long; empty when it lies outside.
struct span span_part(struct span bytes, size_t offset, size_t size);

// Whether the bytes begin with this text.
bool span_begins(struct span bytes, const char *text);

// The little-endian or big-endian number in 1, 2, 4 or 8 bytes.
uint64_t bytes_number(const unsigned char *bytes, size_t size, bool big_endian);

#endif
