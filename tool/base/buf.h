// buf.h - text or bytes that grow, up to a ceiling given at birth.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

// `data` is always NUL-terminated behind `size` bytes and lives in the arena.
// When `limit` would be passed, the addition is dropped whole and `full` stays set.
struct buf {
    struct arena *arena;
    char *data;
    size_t size;
    size_t capacity;
    size_t limit;
    bool full;
};

void buf_init(struct buf *buf, struct arena *arena, size_t limit);
void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_puts(struct buf *buf, const char *text);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);

#endif
