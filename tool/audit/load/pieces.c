// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 4 * 1000 * 1000 };

const char *pieces_add(struct pieces *pieces, uint64_t address, struct span bytes, size_t offset)
{
    if (bytes.size == 0) {
        return NULL;
    }
    if (address > UINT64_MAX - bytes.size) {
        return "a piece of the file lies beyond the end of memory";
    }
    if (pieces->count == PIECES_MAX || bytes.size > IMAGE_SIZE_MAX - pieces->total) {
        return "the file describes more memory than a firmware has";
    }
    pieces->total += bytes.size;
    if (pieces->count > 0) { // most pieces follow the one before them, in memory and in the file
        struct image_segment *last = &pieces->items[pieces->count - 1];
        if (last->address + last->size == address && last->bytes + last->size == bytes.data) {
            last->size += bytes.size;
            return NULL;
        }
    }
    pieces->items = arena_grow(pieces->arena, pieces->items, pieces->count, &pieces->capacity,
                               sizeof *pieces->items);
    pieces->items[pieces->count++] =
        (struct image_segment){address, bytes.data, bytes.size, offset};
    return NULL;
}

static int by_address(const void *left, const void *right)
{
    const struct image_segment *a = left;
    const struct image_segment *b = right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

// Whether what the two have in common is the same in both. `a` does not begin behind `b`.
static bool agree(const struct image_segment *a, const struct image_segment *b)
{
    const size_t into = (size_t)(b->address - a->address);
    const size_t common = a->size - into < b->size ? a->size - into : b->size;
    return memcmp(a->bytes + into, b->bytes, common) == 0;
}

// Joins pieces [first, first + count) that reach into or touch one another.
static void join(struct pieces *pieces, size_t first, size_t count, struct image_segment *out)
{
    const struct image_segment *items = pieces->items + first;
    uint64_t end = 0;
    bool linear = true;
    for (size_t i = 0; i < count; i++) {
        linear = linear && items[i].offset - items[0].offset == items[i].address - items[0].address;
        const uint64_t piece_end = items[i].address + items[i].size;
        end = piece_end > end ? piece_end : end;
    }
    *out = items[0];
    if (count == 1) {
        return;
    }
    out->size = (size_t)(end - items[0].address);
    out->offset = linear ? out->offset : NO_OFFSET;
    unsigned char *bytes = arena_alloc(pieces->arena, out->size, 1);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + (items[i].address - items[0].address), items[i].bytes, items[i].size);
    }
    out->bytes = bytes;
}

const char *pieces_finish(struct pieces *pieces, struct image *image)
{
    if (pieces->count == 0) {
        return "the file holds no memory at all";
    }
    qsort(pieces->items, pieces->count, sizeof *pieces->items, by_address);
    image->segments = ARENA_ARRAY(pieces->arena, struct image_segment, pieces->count);
    size_t first = 0;
    size_t longest = 0; // the piece of the run that reaches furthest
    for (size_t i = 1; i <= pieces->count; i++) {
        const struct image_segment *far = &pieces->items[longest];
        const struct image_segment *next = &pieces->items[i];
        if (i < pieces->count && next->address <= far->address + far->size) {
            if (next->address < far->address + far->size && !agree(far, next)) {
                return "two pieces of the file say different things about the same memory";
            }
            longest = next->address + next->size > far->address + far->size ? i : longest;
            continue;
        }
        join(pieces, first, i - first, &image->segments[image->segment_count++]);
        first = i;
        longest = i;
    }
    return NULL;
}
