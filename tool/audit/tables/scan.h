// scan.h - walking over every aligned word of an image.
#ifndef AUDIT_TABLES_SCAN_H
#define AUDIT_TABLES_SCAN_H

#include "audit/load/image.h"

#include <string.h>

// A place in an image. Start with SCAN_START; scan_next() moves to the first or the next word.
struct scan {
    const struct image *image;
    size_t segment;
    const unsigned char *at; // the word, inside the segment
    size_t left;             // bytes from `at` to the end of the segment
    uint64_t address;        // of the word
    uint64_t value;
};

#define SCAN_START(image_) ((struct scan){.image = (image_)})

static inline uint64_t scan_read(const struct image *image, const unsigned char *at)
{
    if (image->word_size == 4) {
        uint32_t word;
        memcpy(&word, at, sizeof word);
        return image->big_endian ? __builtin_bswap32(word) : word;
    }
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return image->big_endian ? __builtin_bswap64(word) : word;
}

// The word `index` words behind the present one, when the segment holds it; else 0.
static inline uint64_t scan_ahead(const struct scan *scan, size_t index)
{
    const size_t into = index * scan->image->word_size;
    return into + scan->image->word_size <= scan->left ? scan_read(scan->image, scan->at + into)
                                                       : 0;
}

static inline bool scan_enter(struct scan *scan)
{
    const struct image *image = scan->image;
    for (; scan->segment < image->segment_count; scan->segment++) {
        const struct image_segment *segment = &image->segments[scan->segment];
        const size_t skip = (size_t)(-segment->address & (image->word_size - 1));
        if (segment->size >= skip + image->word_size) {
            scan->at = segment->bytes + skip;
            scan->left = segment->size - skip;
            scan->address = segment->address + skip;
            return true;
        }
    }
    return false;
}

// False at the end of the image.
static inline bool scan_next(struct scan *scan)
{
    const size_t word = scan->image->word_size;
    if (scan->at != NULL && scan->left >= 2 * word) {
        scan->at += word;
        scan->left -= word;
        scan->address += word;
    } else {
        scan->segment += scan->at != NULL;
        if (!scan_enter(scan)) {
            return false;
        }
    }
    scan->value = scan_read(scan->image, scan->at);
    return true;
}

#endif
