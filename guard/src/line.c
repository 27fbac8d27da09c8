// SPDX-License-Identifier: MIT
#include "mpsec/line.h"

enum { NIBBLE_BITS = 4, END_SIZE = 3 }; // CR, LF, terminator

static const char start[] = "mpsec: "; // of every line, before its word

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

// Where `text` ends that stands on the line from `at` on. Behind the end of the line: it does not.
static size_t pass(const char *line, size_t size, size_t at, const char *text)
{
    for (; *text != '\0'; text++, at++) {
        if (at >= size || line[at] != *text) {
            return MPSEC_LINE_OTHER;
        }
    }
    return at;
}

size_t mpsec_line_read(const char *line, size_t size, const char *word, uint8_t *out, size_t room)
{
    size_t at = pass(line, size, pass(line, size, 0, start), word);
    size_t digits = 0;
    unsigned byte = 0;
    for (; at < size && digits < 2 * room; at++, digits++) {
        const unsigned digit = hex_value(line[at]);
        if (digit == UINT8_MAX) {
            return MPSEC_LINE_OTHER;
        }
        byte = byte << NIBBLE_BITS | digit;
        out[digits / 2] = (uint8_t)byte; // the second digit makes it right
    }
    return at == size && digits % 2 == 0 ? digits / 2 : MPSEC_LINE_OTHER;
}

static size_t put_text(char reply[MPSEC_REPLY_MAX], size_t size, const char *text)
{
    for (; *text != '\0' && size < MPSEC_REPLY_MAX - END_SIZE; text++) {
        reply[size++] = *text;
    }
    return size;
}

size_t mpsec_line_write(char reply[MPSEC_REPLY_MAX], const char *word, const uint8_t *bytes,
                        size_t count)
{
    size_t size = put_text(reply, put_text(reply, 0, start), word);
    for (size_t i = 0; i < count && size + 1 < MPSEC_REPLY_MAX - END_SIZE; i++) {
        reply[size++] = hex_digit(bytes[i] >> NIBBLE_BITS);
        reply[size++] = hex_digit(bytes[i] & 0xfU);
    }
    reply[size++] = '\r';
    reply[size++] = '\n';
    reply[size] = '\0';
    return size;
}
