// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <string.h>

enum { QUOTED_MAX = 60, ID_MAX = 64 };

static bool is_between(unsigned char byte, unsigned low, unsigned high)
{
    return byte >= low && byte <= high;
}

// Bytes of the unprintable character that begins at `text`; 0 when it is printable.
static size_t unprintable_at(const unsigned char *text, size_t size)
{
    if ((text[0] < 0x20 && text[0] != '\n' && text[0] != '\t') || text[0] == 0x7f) {
        return 1;
    }
    if (size >= 2 && text[0] == 0xc2 && is_between(text[1], 0x80, 0x9f)) {
        return 2; // U+0080..U+009F: a second set of terminal controls
    }
    if (size < 3 || text[0] != 0xe2) {
        return 0;
    }
    // U+200E, U+200F, U+2028..U+202E, U+2066..U+2069: direction and line breaks.
    const bool turns = (text[1] == 0x80 && is_between(text[2], 0x8e, 0x8f)) ||
                       (text[1] == 0x80 && is_between(text[2], 0xa8, 0xae)) ||
                       (text[1] == 0x81 && is_between(text[2], 0xa6, 0xa9));
    return turns ? 3 : 0;
}

bool text_is_printable(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (unprintable_at((const unsigned char *)text + i, size - i) > 0) {
            return false;
        }
    }
    return true;
}

const char *text_quoted(struct arena *arena, const char *text)
{
    const size_t size = strnlen(text, QUOTED_MAX + 1);
    const bool cut = size > QUOTED_MAX;
    char *quoted = arena_alloc(arena, size + sizeof "'...'", 1);
    size_t used = 0;
    quoted[used++] = '\'';
    for (size_t i = 0; i < size && i < QUOTED_MAX;) {
        const size_t skip = unprintable_at((const unsigned char *)text + i, size - i);
        const bool breaks = text[i] == '\n' || text[i] == '\t';
        quoted[used++] = skip > 0 || breaks ? '?' : text[i];
        i += skip > 0 ? skip : 1;
    }
    // A character cut in the middle would be no UTF-8, and JSON output would refuse it.
    while (cut && used > 1 && ((unsigned char)quoted[used - 1] & 0xc0U) == 0x80U) {
        used--;
    }
    if (cut && used > 1 && ((unsigned char)quoted[used - 1] & 0x80U) != 0) {
        used--;
    }
    memcpy(quoted + used, cut ? "...'" : "'", cut ? 5 : 2);
    return quoted;
}

const char *text_line(struct arena *arena, const char *text)
{
    return text_is_printable(text, strlen(text)) && strchr(text, '\n') == NULL
               ? text
               : text_quoted(arena, text);
}

bool text_is_id(const char *text)
{
    const size_t size = strnlen(text, ID_MAX + 1);
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return size <= ID_MAX && size > 0 && strspn(text, letters) == size &&
           strchr("._-", text[0]) == NULL;
}
