// uf2.h - writes firmware in the form that drag-and-drop boot loaders take (UF2: blocks of 512
// bytes, each of which says where its 256 bytes go).
#ifndef BUILD_UF2_H
#define BUILD_UF2_H

#include "base/arena.h"
#include "base/file.h"

#include <stdint.h>

// `image` as UF2 blocks that lie from `address` (a multiple of 256) upwards; the last one is
// filled up with zeros.
struct file_bytes uf2_of(struct arena *arena, const struct file_bytes *image, uint32_t address,
                         uint32_t family);

#endif
