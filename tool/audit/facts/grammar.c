// SPDX-License-Identifier: MIT
// grammar.c - the parser's table of rules, and what its configuration left out of it.
//
// py/parse.c makes one byte of each rule of py/grammar.h: its kind and how many parts it has. The
// rules that the compiler handles come first, then the others. Two stretches of the table tell:
// the seam between the two, and the end. Both read the same in the grammars of 1.19 to 1.26.
#include "audit/facts/facts.h"

#include <string.h>

enum { OR_2 = 0x12, OR_3 = 0x13, AND_2 = 0x22, IDENT_2 = 0x62, SLICES = 6, ASSIGN = 2 };

// classdef, yield_expr, the constant object, and the first eight rules of the second half.
static const unsigned char seam[] = {0xa5, 0x22, 0x00, 0x62, 0x62, 0x13,
                                     0x12, 0x62, 0x21, 0x24, 0x32};
// From exprlist to argument.
static const unsigned char tail[] = {0x33, 0x12, 0x62, 0x12, 0x22, 0x33,
                                     0x63, 0x33, 0x13, 0x22, 0x22, 0x62};

static uint64_t find(const struct image *image, const unsigned char *bytes, size_t size)
{
    uint64_t address;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        const unsigned char *at = memmem(segment->bytes, segment->size, bytes, size);
        if (at != NULL && image_address_of(image, at, &address)) {
            return address;
        }
    }
    return 0;
}

static bool is_at(const struct image *image, uint64_t address, const unsigned char *bytes,
                  size_t size)
{
    const unsigned char *found = image_at(image, address, size);
    return found != NULL && memcmp(found, bytes, size) == 0;
}

void grammar_find(const struct image *image, struct lexer *out)
{
    static const unsigned char slices[SLICES] = {OR_3, OR_2, OR_2, AND_2, IDENT_2, AND_2};
    static const unsigned char assign[ASSIGN] = {OR_3, AND_2};
    static const unsigned char set = IDENT_2; // a dictionary's item must have its colon without
    const uint64_t middle = find(image, seam, sizeof seam);
    const uint64_t end = find(image, tail, sizeof tail);
    if (middle == 0 || end == 0) {
        return;
    }
    out->grammar = middle;
    out->sets = is_at(image, middle - 1, &set, 1);
    out->slices = is_at(image, end - SLICES, slices, SLICES);
    out->assignment = is_at(image, end + sizeof tail, assign, ASSIGN);
}
