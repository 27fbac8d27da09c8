// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

const char *load_raw(const struct loading *loading)
{
    struct image *image = images_add(loading->arena, loading->out, "bin");
    image->placed = false;
    image->linear = true;
    image->segments = ARENA_NEW(loading->arena, struct image_segment);
    image->segments[0] = (struct image_segment){0, loading->bytes.data, loading->bytes.size, 0};
    image->segment_count = loading->bytes.size > 0;
    return NULL;
}
