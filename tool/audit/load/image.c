// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

#include <string.h>

struct image *images_add(struct arena *arena, struct images *images, const char *format)
{
    if (images->items == NULL) {
        images->items = ARENA_ARRAY(arena, struct image, IMAGE_PARTS_MAX);
    }
    if (images->count == IMAGE_PARTS_MAX) {
        return NULL;
    }
    struct image *image = &images->items[images->count++];
    *image = (struct image){.format = format, .placed = true};
    return image;
}

static const struct image_segment *segment_of(const struct image *image, uint64_t address)
{
    size_t low = 0;
    size_t high = image->segment_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (image->segments[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &image->segments[low - 1];
}

const unsigned char *image_at(const struct image *image, uint64_t address, size_t size)
{
    const struct image_segment *segment = segment_of(image, address);
    if (segment == NULL) {
        return NULL;
    }
    const uint64_t into = address - segment->address;
    if (into > segment->size || size > segment->size - into) {
        return NULL;
    }
    return segment->bytes + into;
}

bool image_number(const struct image *image, uint64_t address, size_t size, uint64_t *out)
{
    const unsigned char *bytes = image_at(image, address, size);
    if (bytes == NULL) {
        return false;
    }
    *out = bytes_number(bytes, size, image->big_endian);
    return true;
}

bool image_word(const struct image *image, uint64_t address, uint64_t *out)
{
    return image_number(image, address, image->word_size, out);
}

bool image_address_of(const struct image *image, const unsigned char *byte, uint64_t *out)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (byte >= segment->bytes && byte < segment->bytes + segment->size) {
            *out = segment->address + (uint64_t)(byte - segment->bytes);
            return true;
        }
    }
    return false;
}

const char *image_text(const struct image *image, uint64_t address, size_t limit)
{
    const struct image_segment *segment = segment_of(image, address);
    if (segment == NULL || address - segment->address >= segment->size) {
        return NULL;
    }
    const size_t left = segment->size - (size_t)(address - segment->address);
    const unsigned char *text = segment->bytes + (address - segment->address);
    return memchr(text, 0, left < limit ? left : limit) != NULL ? (const char *)text : NULL;
}

bool images_load(struct arena *arena, struct diag *diag, const char *file, struct span bytes,
                 struct images *out)
{
    static const struct {
        bool (*is)(struct span bytes);
        const char *(*load)(const struct loading *loading);
    } kinds[] = {
        {is_uf2, load_uf2}, {is_hex, load_hex},   {is_dfu, load_dfu},
        {is_esp, load_esp}, {is_wasm, load_wasm},
    };
    *out = (struct images){0};
    const struct loading loading = {arena, bytes, out};
    const char *(*load)(const struct loading *) = span_begins(bytes, "\177ELF") ? load_elf : NULL;
    for (size_t i = 0; load == NULL && i < sizeof kinds / sizeof *kinds; i++) {
        load = kinds[i].is(bytes) ? kinds[i].load : NULL;
    }
    const char *wrong = (load != NULL ? load : load_raw)(&loading);
    if (wrong != NULL) {
        diag_input(diag, (struct place){.file = file}, "take the file from the build again", "%s",
                   wrong);
    }
    return wrong == NULL;
}
