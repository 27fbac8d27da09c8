// loaders.h - one function per kind of firmware file, and what they share.
//
// A loader returns NULL when all is well, else what is wrong with the file, in words. `*out`
// gains an image per firmware. Each is fuzzed: tests/fuzz/fuzz_images.c.
#ifndef AUDIT_LOAD_LOADERS_H
#define AUDIT_LOAD_LOADERS_H

#include "audit/load/image.h"

struct loading {
    struct arena *arena;
    struct span bytes;
    struct images *out;
};

const char *load_elf(const struct loading *loading);
const char *load_raw(const struct loading *loading);
const char *load_hex(const struct loading *loading);  // Intel HEX and universal HEX
const char *load_uf2(const struct loading *loading);  // every family
const char *load_dfu(const struct loading *loading);  // DfuSe, and plain DFU
const char *load_esp(const struct loading *loading);  // an application, or a flash image
const char *load_wasm(const struct loading *loading); // the data of a module

// elf_marks.c. Whatever the file contradicts itself in stays false.
void elf_marks_read(struct span bytes, bool wide, bool big_endian, struct elf_marks *out);

// Whether the bytes look like such a file, by their first bytes or their last.
bool is_hex(struct span bytes);
bool is_uf2(struct span bytes);
bool is_dfu(struct span bytes);
bool is_esp(struct span bytes);
bool is_wasm(struct span bytes);

// Adds an empty image to the list; NULL when there are too many.
struct image *images_add(struct arena *arena, struct images *images, const char *format);

// Pieces that come in any order and become segments. Adjoining pieces become one segment.
struct pieces {
    struct arena *arena;
    struct image_segment *items;
    size_t count, capacity, total;
};

// Borrows `bytes`. What is wrong, or NULL.
const char *pieces_add(struct pieces *pieces, uint64_t address, struct span bytes, size_t offset);

// Sorts, joins and gives the segments to the image. Two pieces may lie on one another only when
// they say the same.
const char *pieces_finish(struct pieces *pieces, struct image *image);

#endif
