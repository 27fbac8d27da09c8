// SPDX-License-Identifier: MIT
#include "base/buf.h"

#include <string.h>

void buf_init(struct buf *buf, struct arena *arena, size_t limit)
{
    *buf = (struct buf){.arena = arena, .limit = limit, .data = ARENA_NEW(arena, char)};
}

void buf_add(struct buf *buf, const void *bytes, size_t size)
{
    if (buf->full || size > buf->limit - buf->size) {
        buf->full = true;
        return;
    }
    if (buf->size + size + 1 > buf->capacity) {
        size_t wider = buf->capacity < 64 ? 64 : buf->capacity;
        while (wider < buf->size + size + 1) {
            wider *= 2;
        }
        char *moved = arena_alloc(buf->arena, wider, 1);
        memcpy(moved, buf->data, buf->size);
        buf->data = moved;
        buf->capacity = wider;
    }
    if (size > 0) { // an empty addition may come with NULL
        memcpy(buf->data + buf->size, bytes, size);
        buf->size += size;
    }
    buf->data[buf->size] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(buf->arena, format, args);
    va_end(args);
    buf_puts(buf, text);
}
