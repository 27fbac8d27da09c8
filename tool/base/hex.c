// SPDX-License-Identifier: MIT
#include "base/hex.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

const char *hex_text(struct arena *arena, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    char *text = arena_alloc(arena, 2 * size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[from[i] >> 4];
        text[2 * i + 1] = digits[from[i] & 15];
    }
    text[2 * size] = '\0';
    return text;
}

// Its value, or -1 for what is no digit.
static int digit_value(char c)
{
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    const char *found = c == '\0' ? NULL : strchr(digits, c);
    return found == NULL ? -1 : (int)(found - digits);
}

bool hex_to_bytes(const char *text, uint8_t *out, size_t size)
{
    if (strlen(text) != 2 * size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const int high = digit_value(text[2 * i]);
        const int low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}
