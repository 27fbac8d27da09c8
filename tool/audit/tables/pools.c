// SPDX-License-Identifier: MIT
#include "audit/tables/pools.h"

#include "audit/tables/scan.h"

enum {
    ROOT_MIN = 150, // no release has fewer static strings; /bin/ls has a "pool" of one
    POOL_MAX = 20000,
    ALLOC_MAX = 4096,
    STATIC_MAX = 300, // the static pool stands alone since 1.22, and is smaller than this
    HASH_SEED = 5381,
    HASH_FACTOR = 33,
};

// How a release lays its pools out. Words behind {prev, total, alloc, len}.
struct layout {
    const char *name;
    bool inline_records, has_hashes;
    size_t hash_size, length_size;
};

static const struct layout layouts[] = {
    {"hashes, lengths and texts apart", false, true, 1, 1},
    {"hashes, lengths and texts apart", false, true, 2, 1},
    {"hashes, lengths and texts apart", false, true, 2, 2},
    {"hashes, lengths and texts apart", false, true, 1, 2},
    {"lengths and texts apart, no hashes", false, false, 0, 1},
    {"lengths and texts apart, no hashes", false, false, 0, 2},
    {"hash and length before each text", true, true, 1, 1},
    {"hash and length before each text", true, true, 2, 1},
    {"hash and length before each text", true, true, 2, 2},
    {"hash and length before each text", true, true, 1, 2},
};

struct header {
    uint64_t address, hashes, lengths, texts; // texts: of the array of pointers
    uint64_t previous, total;
    size_t count;
    bool sorted;
};

static uint64_t hash_of(const unsigned char *text, size_t length, size_t hash_size)
{
    uint32_t hash = HASH_SEED; // the low bits do not depend on the word size
    for (size_t i = 0; i < length; i++) {
        hash = hash * HASH_FACTOR ^ text[i];
    }
    hash &= hash_size == 1 ? 0xff : 0xffff;
    return hash == 0 ? 1 : hash;
}

// A text that lies at `address`, has its length and ends in NUL; NULL when it does not.
static const char *text_at(const struct image *image, uint64_t address, uint64_t length)
{
    if (length >= QSTR_TEXT_MAX) {
        return NULL;
    }
    const unsigned char *text = image_at(image, address, (size_t)length + 1);
    return text != NULL && text[length] == 0 ? (const char *)text : NULL;
}

static bool read_string(const struct image *image, const struct layout *layout,
                        const struct header *header, size_t index, struct qstr *out)
{
    uint64_t text, length, hash = 0;
    if (!image_word(image, header->texts + index * image->word_size, &text)) {
        return false;
    }
    uint64_t hashes = text;
    uint64_t lengths = text + layout->hash_size;
    if (layout->inline_records) {
        text += layout->hash_size + layout->length_size;
    } else {
        hashes = header->hashes + index * layout->hash_size;
        lengths = header->lengths + index * layout->length_size;
    }
    if (!image_number(image, lengths, layout->length_size, &length) ||
        (layout->has_hashes && !image_number(image, hashes, layout->hash_size, &hash))) {
        return false;
    }
    const bool null = header->previous == 0 && index == 0;
    const char *found = text_at(image, text, null ? 0 : length);
    if (found == NULL) {
        return false;
    }
    *out = (struct qstr){found, null ? 0 : (size_t)length};
    if (null) {
        return true; // MP_QSTRnull has neither text nor a true hash
    }
    return layout->has_hashes
               ? hash_of((const unsigned char *)found, out->length, layout->hash_size) == hash
               : memchr(found, 0, out->length) == NULL;
}

static bool read_header(const struct scan *scan, const struct layout *layout, struct header *out)
{
    const size_t word = scan->image->word_size;
    const uint64_t top = (uint64_t)1 << (8 * word - 1);
    const bool big = scan->image->big_endian;
    const uint64_t total = scan_ahead(scan, 1);
    // A bit field: the flag is the last bit, which is the topmost one on a little-endian machine.
    *out = (struct header){
        .address = scan->address,
        .previous = scan->value,
        .total = big ? total >> 1 : total & ~top,
        .sorted = big ? (total & 1) != 0 : (total & top) != 0,
        .count = (size_t)scan_ahead(scan, 3),
    };
    const uint64_t alloc = scan_ahead(scan, 2);
    if (alloc == 0 || alloc > ALLOC_MAX || out->count == 0 || out->count > POOL_MAX) {
        return false;
    }
    size_t next = 4;
    if (!layout->inline_records) {
        out->hashes = layout->has_hashes ? scan_ahead(scan, next++) : 0;
        out->lengths = scan_ahead(scan, next++);
    }
    out->texts = scan->address + next * word;
    return true;
}

static bool read_pool(const struct image *image, const struct layout *layout,
                      const struct header *header, struct pools *out)
{
    for (size_t i = 0; i < header->count; i++) {
        if (!read_string(image, layout, header, i, &out->strings[out->count + i])) {
            return false;
        }
    }
    out->count += header->count;
    out->pools[out->pool_count++] = (struct pool){header->address, header->count, header->sorted};
    return true;
}

static bool find_root(struct arena *arena, const struct image *image, struct pools *out,
                      const struct layout **layout)
{
    struct pools best = {0};
    for (struct scan scan = SCAN_START(image); scan_next(&scan);) {
        struct header header;
        if (scan.value != 0 || scan_ahead(&scan, 1) != 0 || scan_ahead(&scan, 3) < ROOT_MIN) {
            continue;
        }
        for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
            struct pools found = {0};
            struct qstr last;
            if (!read_header(&scan, &layouts[i], &header) ||
                !read_string(image, &layouts[i], &header, header.count - 1, &last)) {
                continue;
            }
            found.strings = ARENA_ARRAY(arena, struct qstr, (size_t)POOL_MAX * 2);
            if (read_pool(image, &layouts[i], &header, &found) && found.count > best.count) {
                best = found;
                *layout = &layouts[i];
            }
        }
    }
    *out = best;
    return best.count > 0;
}

// The pool that continues the chain; the largest when several claim to.
static bool find_next(const struct image *image, const struct layout *layout, struct pools *out)
{
    const struct pools before = *out;
    const uint64_t last = out->pools[out->pool_count - 1].address;
    for (struct scan scan = SCAN_START(image); scan_next(&scan);) {
        struct header header;
        if (scan.value != last || !read_header(&scan, layout, &header) ||
            header.total != before.count || header.count > (size_t)POOL_MAX * 2 - before.count) {
            continue;
        }
        struct pools found = before;
        if (read_pool(image, layout, &header, &found) && found.count > out->count) {
            *out = found;
        }
    }
    return out->count > before.count;
}

void pools_find(struct arena *arena, const struct image *image, struct pools *out)
{
    const struct layout *layout = NULL;
    *out = (struct pools){.doubt = "no table of interned strings was found"};
    struct pools found;
    if (image->word_size == 0 || !find_root(arena, image, &found, &layout)) {
        return;
    }
    while (found.pool_count < POOLS_MAX && find_next(image, layout, &found)) {
    }
    const bool split = found.pools[0].count < STATIC_MAX;
    found.own = found.pools[0].count;
    if (split && found.pool_count > 1) {
        found.own += found.pools[1].count;
    }
    found.layout = layout->name;
    found.hash_size = layout->hash_size;
    found.length_size = layout->length_size;
    found.doubt = split && found.pool_count == 1
                      ? "of the tables of interned strings only the first was found"
                      : NULL;
    *out = found;
}

size_t pools_number(const struct pools *pools, const char *text)
{
    const size_t length = strlen(text);
    for (size_t i = 1; i < pools->count; i++) {
        if (pools->strings[i].length == length &&
            memcmp(pools->strings[i].text, text, length) == 0) {
            return i;
        }
    }
    return 0;
}

bool pools_own(const struct pools *pools, const char *text)
{
    const size_t number = pools_number(pools, text);
    return number > 0 && number < pools->own;
}
