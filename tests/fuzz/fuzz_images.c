// SPDX-License-Identifier: MIT
// fuzz_images.c - no bytes make a loader of firmware files crash, and what it accepts is in order:
// segments sorted, apart from one another, and all of them readable.
#include "audit/load/loaders.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (segment->size == 0 ||
            (i > 0 && segment->address < segment[-1].address + segment[-1].size) ||
            image_at(image, segment->address, segment->size) != segment->bytes ||
            image_at(image, segment->address, segment->size + 1) != NULL) {
            abort();
        }
        volatile unsigned char last = segment->bytes[segment->size - 1];
        (void)last;
    }
}

// The kind is in the first byte, so that every loader is met, and not only those whose signs the
// fuzzer guesses.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *(*const loaders[])(const struct loading *) = {load_hex, load_uf2,  load_dfu,
                                                                     load_esp, load_wasm, load_raw};
    if (size == 0) {
        return 0;
    }
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    struct images images = {0};
    const struct loading loading = {arena, {data + 1, size - 1}, &images};
    const size_t kind = data[0] % (sizeof loaders / sizeof *loaders + 1);
    if (kind == sizeof loaders / sizeof *loaders) {
        if (!images_load(arena, &diag, "fuzz", loading.bytes, &images)) {
            return 0;
        }
    } else if (loaders[kind](&loading) != NULL) {
        return 0;
    }
    if (images.count == 0) {
        abort();
    }
    for (size_t i = 0; i < images.count; i++) {
        check(&images.items[i]);
    }
    return 0;
}
