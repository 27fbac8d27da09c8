// SPDX-License-Identifier: MIT
#include "base/cursor.h"

#include <string.h>

enum { LEB_BITS = 7, LEB_MORE = 0x80, WORD_BITS = 64 };

struct cursor cursor_of(struct span bytes)
{
    return (struct cursor){.rest = bytes};
}

struct span cursor_span(struct cursor *cursor, size_t size)
{
    if (cursor->failed || size > cursor->rest.size) {
        cursor->failed = true;
        return (struct span){0};
    }
    const struct span taken = {cursor->rest.data, size};
    if (size > 0) {
        cursor->rest.data += size;
        cursor->rest.size -= size;
    }
    return taken;
}

uint64_t bytes_number(const unsigned char *bytes, size_t size, bool big_endian)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[big_endian ? i : size - 1 - i];
    }
    return value;
}

static uint64_t number(struct cursor *cursor, size_t size)
{
    const struct span bytes = cursor_span(cursor, size);
    return bytes.size == size ? bytes_number(bytes.data, size, false) : 0;
}

uint8_t cursor_u8(struct cursor *cursor)
{
    return (uint8_t)number(cursor, 1);
}

uint16_t cursor_u16(struct cursor *cursor)
{
    return (uint16_t)number(cursor, 2);
}

uint32_t cursor_u32(struct cursor *cursor)
{
    return (uint32_t)number(cursor, 4);
}

uint64_t cursor_leb128(struct cursor *cursor)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < WORD_BITS; shift += LEB_BITS) {
        const uint8_t byte = cursor_u8(cursor);
        value |= (uint64_t)(byte & (LEB_MORE - 1)) << shift;
        if ((byte & LEB_MORE) == 0) {
            return value;
        }
    }
    cursor->failed = true;
    return 0;
}

struct span span_part(struct span bytes, size_t offset, size_t size)
{
    if (offset >= bytes.size) {
        return (struct span){0};
    }
    const size_t left = bytes.size - offset;
    return (struct span){bytes.data + offset, size < left ? size : left};
}

bool span_begins(struct span bytes, const char *text)
{
    const size_t length = strlen(text);
    return bytes.size >= length && memcmp(bytes.data, text, length) == 0;
}
