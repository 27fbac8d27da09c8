// SPDX-License-Identifier: MIT
// numbers.c - the numbers that frozen code loads: small ones, large ones, and those with a point.
#include "audit/facts/facts.h"

#include <inttypes.h>
#include <string.h>

enum { NEGATIVE = 1, DIGIT_SIZE = 2, DIGITS_MAX = 4 };

// py/mpz.h: {sign and room, count of digits, digits}. What mpy-tool freezes has digits of 16 bits,
// whatever the word; a number of one digit would not be here.
static const char *large_text(struct arena *arena, const struct image *image, uint64_t value)
{
    const uint64_t word = image->word_size;
    uint64_t flags, count, digits, digit;
    uint64_t number = 0;
    if (!image_word(image, value + word, &flags) || !image_word(image, value + 2 * word, &count) ||
        !image_word(image, value + 3 * word, &digits) || count == 0 || count > DIGITS_MAX) {
        return NULL;
    }
    for (uint64_t i = count; i-- > 0;) {
        if (!image_number(image, digits + i * DIGIT_SIZE, DIGIT_SIZE, &digit)) {
            return NULL;
        }
        number = number << 16 | digit;
    }
    const bool negative = ((image->big_endian ? flags >> (8 * word - 1) : flags) & NEGATIVE) != 0;
    return arena_printf(arena, "%s%" PRIu64, negative ? "-" : "", number);
}

// A word of 32 bits holds a number of single precision behind the type. Of one with double
// precision that word is empty; it is passed over.
static const char *point_text(struct arena *arena, const struct image *image, uint64_t value)
{
    uint64_t bits;
    float single;
    double number;
    if (!image_word(image, value + image->word_size, &bits) || bits == 0) {
        return NULL;
    }
    if (image->word_size == sizeof number) {
        memcpy(&number, &bits, sizeof number);
    } else {
        const uint32_t low = (uint32_t)bits;
        memcpy(&single, &low, sizeof single);
        number = (double)single;
    }
    return arena_printf(arena, "%g", number);
}

const char *numeral_of(struct arena *arena, const struct objects *objects, uint64_t value)
{
    int64_t small;
    if (object_number(objects, value, &small)) {
        return arena_printf(arena, "%" PRId64, small);
    }
    const char *type = object_type(objects, value);
    if (type != NULL && strcmp(type, "int") == 0) {
        return large_text(arena, objects->image, value);
    }
    return type != NULL && strcmp(type, "float") == 0 ? point_text(arena, objects->image, value)
                                                      : NULL;
}
