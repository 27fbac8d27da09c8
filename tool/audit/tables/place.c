// SPDX-License-Identifier: MIT
// place.c - where a file without addresses lies in memory.
//
// The first static strings are "", "", "__dir__", "\n" in every release, and their lengths begin
// a table of bytes. The distance between that table and the text is the same in the file and in
// memory, so one comparison per word finds the pool's header without knowing the address.
#include "audit/tables/pools.h"
#include "audit/tables/scan.h"

enum { PLACES_MAX = 8, HITS_MAX = 256 };

static const unsigned char lengths_1[] = {0, 0, 7, 1, 1, 1, 1, 8, 1};
static const unsigned char lengths_2[] = {0, 0, 0, 0, 7, 0, 1, 0, 1, 0, 1, 0, 1, 0, 8, 0, 1, 0};

struct hits {
    size_t items[HITS_MAX];
    size_t count;
};

static void find_all(struct span bytes, const void *what, size_t size, struct hits *out)
{
    const unsigned char *at = bytes.data;
    const unsigned char *end = bytes.data + bytes.size;
    while (out->count < HITS_MAX && at < end &&
           (at = memmem(at, (size_t)(end - at), what, size)) != NULL) {
        out->items[out->count++] = (size_t)(at - bytes.data);
        at++;
    }
}

// The image with its one segment moved to `base`, which may lie below zero: then what would stand
// there was put in front of the firmware, and is cut off.
static void add(struct arena *arena, const struct image *raw, uint64_t base, struct images *out)
{
    const uint64_t end = raw->word_size == 4 ? (uint64_t)1 << 32 : 0;
    const struct image_segment whole = raw->segments[0];
    size_t skip = 0;
    if (end != 0) {
        base &= end - 1;
        skip = base + whole.size > end ? (size_t)(end - base) : 0;
    } else if (base + whole.size < base) {
        skip = (size_t)(0 - base);
    }
    const uint64_t address = skip > 0 ? 0 : base;
    for (size_t i = 0; i < out->count; i++) {
        const struct image *known = &out->items[i];
        if (known->segments[0].address == address && known->segments[0].size == whole.size - skip) {
            return;
        }
    }
    if (out->count == PLACES_MAX) {
        return;
    }
    if (out->items == NULL) {
        out->items = ARENA_ARRAY(arena, struct image, PLACES_MAX);
    }
    struct image *image = &out->items[out->count++];
    *image = *raw;
    image->placed = true;
    image->segments = ARENA_NEW(arena, struct image_segment);
    image->segments[0] =
        (struct image_segment){address, whole.bytes + skip, whole.size - skip, skip};
}

struct signs {
    struct hits lengths, texts;
};

static void compare(struct arena *arena, const struct image *raw, const struct scan *scan,
                    const struct signs *signs, struct images *out)
{
    const uint64_t mask = raw->word_size == 4 ? UINT32_MAX : UINT64_MAX;
    const uint64_t distance = (scan_ahead(scan, 3) - scan->value) & mask;
    for (size_t i = 0; i < signs->lengths.count; i++) {
        for (size_t j = 0; j < signs->texts.count; j++) {
            const uint64_t wanted =
                ((uint64_t)signs->texts.items[j] - signs->lengths.items[i]) & mask;
            if (wanted == distance && scan->value != 0) {
                add(arena, raw, (scan->value - signs->lengths.items[i]) & mask, out);
            }
        }
    }
}

// All words of the file that stand `phase` bytes from a multiple of the word size.
static void search(struct arena *arena, const struct image *raw, size_t phase,
                   const struct signs *signs, struct images *out)
{
    struct image_segment shifted = raw->segments[0];
    if (shifted.size <= phase) {
        return;
    }
    shifted.bytes += phase;
    shifted.size -= phase;
    struct image view = *raw;
    view.segments = &shifted;
    for (struct scan scan = SCAN_START(&view); scan_next(&scan);) {
        compare(arena, raw, &scan, signs, out);
    }
}

// A place is one only when a pool is there: a distance can be right by chance.
static void keep_true(struct arena *arena, struct images *places)
{
    size_t kept = 0;
    for (size_t i = 0; i < places->count; i++) {
        struct pools pools;
        pools_find(arena, &places->items[i], &pools);
        if (pools.count > 0) {
            places->items[kept++] = places->items[i];
        }
    }
    places->count = kept;
}

struct images pools_place(struct arena *arena, const struct image *raw)
{
    struct images out = {0};
    if (raw->segment_count != 1) {
        return out;
    }
    const struct span bytes = {raw->segments[0].bytes, raw->segments[0].size};
    struct signs signs = {0};
    find_all(bytes, lengths_1, sizeof lengths_1, &signs.lengths);
    find_all(bytes, lengths_2, sizeof lengths_2, &signs.lengths);
    find_all(bytes, "__dir__", sizeof "__dir__", &signs.texts);
    if (signs.texts.count == 0) {
        return out;
    }
    static const struct {
        size_t word_size;
        bool big_endian;
    } machines[] = {{4, false}, {8, false}, {4, true}, {8, true}};
    for (size_t i = 0; signs.lengths.count > 0 && i < sizeof machines / sizeof *machines; i++) {
        struct image view = *raw;
        view.word_size = machines[i].word_size;
        view.big_endian = machines[i].big_endian;
        for (size_t phase = 0; phase < view.word_size && (phase == 0 || out.count == 0); phase++) {
            search(arena, &view, phase, &signs, &out);
        }
        keep_true(arena, &out);
        if (out.count > 0) {
            return out;
        }
    }
    return out;
}
