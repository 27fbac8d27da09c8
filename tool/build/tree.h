// tree.h - a MicroPython source tree: is it one, which version, can make live with its path.
#ifndef BUILD_TREE_H
#define BUILD_TREE_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>

struct tree {
    const char *path;    // absolute
    const char *version; // "1.25.0", "1.26.0-preview"
    int major, minor, micro;
    bool known; // build/versions.h has looked at it
};

// Reads py/mpconfig.h. A folder that is not MicroPython, a version that mpsec does not know and
// a path that make cannot build from are input errors. With `force` an unknown version is a
// warning, and `known` is false.
bool tree_open(struct arena *arena, struct diag *diag, const char *path, bool force,
               struct tree *out);

// Whether make, the shell and the linker all take the path as it stands; reports when not.
// `what` names it in the message.
bool path_is_plain(struct diag *diag, const char *what, const char *path);

#endif
