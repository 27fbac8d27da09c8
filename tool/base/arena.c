// SPDX-License-Identifier: MIT
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024, EXIT_ENVIRONMENT = 3 };

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;
};

static _Noreturn void out_of_memory(void)
{
    fputs("error: out of memory\n", stderr);
    exit(EXIT_ENVIRONMENT);
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) {
        out_of_memory();
    }
    return arena;
}

void arena_release(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (struct block *block = arena->blocks; block != NULL;) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

static struct block *block_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block)) {
        out_of_memory();
    }
    struct block *block = calloc(1, sizeof *block + size);
    if (block == NULL) {
        out_of_memory();
    }
    block->size = size;
    return block;
}

// A large request gets a block of its own behind the current one, which stays in use.
static void *alloc_large(struct arena *arena, size_t bytes)
{
    struct block *block = block_new(bytes);
    block->used = bytes;
    if (arena->blocks == NULL) {
        arena->blocks = block;
    } else {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    }
    return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size != 0 && count > (SIZE_MAX - align) / size) {
        out_of_memory();
    }
    const size_t bytes = (count * size + align - 1) / align * align;
    if (bytes > BLOCK_SIZE / 4) {
        return alloc_large(arena, bytes);
    }
    if (arena->blocks == NULL || arena->blocks->size - arena->blocks->used < bytes) {
        struct block *block = block_new(BLOCK_SIZE);
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *taken = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += bytes;
    return taken;
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size + 1, 1);
    memcpy(copy, text, size);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    char *text = NULL;
    const int size = vasprintf(&text, format, args);
    if (size < 0) {
        out_of_memory();
    }
    char *copy = arena_strndup(arena, text, (size_t)size);
    free(text);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    const size_t wider = *capacity == 0 ? 8 : *capacity * 2;
    void *moved = arena_alloc(arena, wider, size);
    if (count > 0) {
        memcpy(moved, array, count * size);
    }
    *capacity = wider;
    return moved;
}
