// digest.h - one SHA-256 over many files: their names, sizes and bytes, in order of name.
#ifndef BUILD_DIGEST_H
#define BUILD_DIGEST_H

#include "base/arena.h"
#include "base/diag.h"

// Over all files below `root`/`folders`[i] (NULL-terminated), hidden ones and __pycache__ left
// out. NULL after an error; a folder that is missing counts as empty.
const char *digest_of_folders(struct arena *arena, struct diag *diag, const char *root,
                              const char *const *folders);

#endif
