// image.h - a firmware as memory: pieces of bytes at addresses, whatever file they came in.
//
// One file may hold several firmwares (a universal hex file, a UF2 file for several chips, a
// flash image with two slots); each is an image of its own. Nothing here knows MicroPython.
#ifndef AUDIT_LOAD_IMAGE_H
#define AUDIT_LOAD_IMAGE_H

#include "base/arena.h"
#include "base/cursor.h"
#include "base/diag.h"
#include "build/elf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_OFFSET SIZE_MAX

enum { IMAGE_SIZE_MAX = ELF_SIZE_MAX, IMAGE_PARTS_MAX = 32 };

struct image_segment {
    uint64_t address;
    const unsigned char *bytes;
    size_t size;
    size_t offset; // in the file, of its first byte; NO_OFFSET: not in one piece there
};

// What an ELF file says of its protection; all false for other files.
struct elf_marks {
    bool hosted;                  // it needs an operating system that loads it
    bool moves;                   // to any address
    bool stack_noted, stack_runs; // PT_GNU_STACK is there; it is executable
    bool relro, binds_now;
    bool stack_checked; // __stack_chk_fail is named
    bool takes_signals; // sigaction is named, and the program is loaded by a system
    bool fortified;     // a checked function of the C library is named
};

struct image {
    const char *format;       // "elf", "bin", "intel-hex", "uf2", "dfuse", "esp", "wasm"
    const char *part;         // which one of several: "family 0xe48bff56"; NULL: the only one
    const char *architecture; // "arm", ...; NULL: the file does not say
    size_t word_size;         // 4 or 8; 0: the file does not say
    bool big_endian;
    bool placed;                    // the addresses are true; false: one segment at 0, base unknown
    bool linear;                    // bytes of a segment lie one after the other in the file
    const char *missing;            // what the file lacks of itself; NULL: it is whole
    struct image_segment *segments; // sorted by address, without overlap
    size_t segment_count;
    const struct elf *elf; // the ELF file it came from; NULL
    struct elf_marks marks;
};

struct images {
    struct image *items;
    size_t count;
};

// Finds out what kind of file it is and loads every firmware in it. A file of no known kind is
// one image without place. False after an error, which says what is wrong with the file.
bool images_load(struct arena *arena, struct diag *diag, const char *file, struct span bytes,
                 struct images *out);

// `size` bytes of the image at `address`, or NULL when it does not hold them.
const unsigned char *image_at(const struct image *image, uint64_t address, size_t size);

// The word of the image's own size at `address`; false when it is not there.
bool image_word(const struct image *image, uint64_t address, uint64_t *out);

// A number of 1, 2, 4 or 8 bytes in the image's own byte order; false when it is not there.
bool image_number(const struct image *image, uint64_t address, size_t size, uint64_t *out);

// The address of a byte that lies in some segment; false when it lies in none.
bool image_address_of(const struct image *image, const unsigned char *byte, uint64_t *out);

// The text at `address` up to its NUL, when that comes within `limit` bytes; else NULL.
const char *image_text(const struct image *image, uint64_t address, size_t limit);

#endif
