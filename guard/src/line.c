// SPDX-License-Identifier: MIT
#include "mpsec/line.h"

enum { NIBBLE_BITS = 4, END_SIZE = 3 }; // CR, LF, terminator

static unsigned hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10U : UINT8_MAX;
}

static char hex_digit(unsigned value)
{
    return (char)(value < 10U ? '0' + value : 'a' + value - 10U);
}

size_t mpsec_line_read(const char *line, size_t size, const char *word, uint8_t *out, size_t room)
{
    size_t at = 0;
    for (; word[at] != '\0'; at++) {
        if (at >= size || line[at] != word[at]) {
            return MPSEC_LINE_OTHER;
        }
    }
    size_t count = 0;
    for (; at + 1 < size && count < room; at += 2) {
        const unsigned high = hex_value(line[at]);
        const unsigned low = hex_value(line[at + 1]);
        if ((high | low) >= UINT8_MAX) {
            return MPSEC_LINE_OTHER;
        }
        out[count++] = (uint8_t)(high << NIBBLE_BITS | low);
    }
    return at == size ? count : MPSEC_LINE_OTHER;
}

size_t mpsec_line_write(char reply[MPSEC_REPLY_MAX], const char *word, const uint8_t *bytes,
                        size_t count)
{
    size_t size = 0;
    for (; *word != '\0' && size < MPSEC_REPLY_MAX - END_SIZE; word++) {
        reply[size++] = *word;
    }
    for (size_t i = 0; i < count && size + 1 < MPSEC_REPLY_MAX - END_SIZE; i++) {
        reply[size++] = hex_digit(bytes[i] >> NIBBLE_BITS);
        reply[size++] = hex_digit(bytes[i] & 0xfU);
    }
    reply[size++] = '\r';
    reply[size++] = '\n';
    reply[size] = '\0';
    return size;
}
