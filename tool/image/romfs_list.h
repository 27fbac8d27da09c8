// romfs_list.h - the files in a ROMFS, by path.
#ifndef IMAGE_ROMFS_LIST_H
#define IMAGE_ROMFS_LIST_H

#include "base/arena.h"
#include "mpsec/romfs.h"

#include <jansson.h>

// [{"path", "size", "sha256"}] in the order of the file. *err tells whether the ROMFS is sound; the
// list holds what came before the first error. Folders end with '/' and have no size.
json_t *romfs_list(struct arena *arena, struct mpsec_span bytes, enum mpsec_err *err);

#endif
