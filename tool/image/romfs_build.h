// romfs_build.h - an application folder as a MicroPython ROMFS (docs/spec/romfs.md).
#ifndef IMAGE_ROMFS_BUILD_H
#define IMAGE_ROMFS_BUILD_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/bytes.h"

#include <stdbool.h>
#include <stddef.h>

struct romfs_request {
    const char *folder;
    const char *mpy_cross;    // program that compiles `.py` to `.mpy`; NULL: they go in as they are
    const char *architecture; // "armv7m": for native code; NULL: bytecode alone
};

// Builds it: the same folder and compiler give the same bytes. Left out are hidden files and
// __pycache__; a symbolic link or any other special file is an input error, as is what the
// strict reader of mpsec/romfs.h would refuse.
bool romfs_build(struct arena *arena, struct diag *diag, const struct romfs_request *request,
                 struct mpsec_span *out);

// Whether mpy-cross knows this architecture; reports when not.
bool romfs_architecture_known(struct diag *diag, const char *architecture);

#endif
