// workspace.h - one build while it is made: what it is made from, and where everything lies.
#ifndef BUILD_WORKSPACE_H
#define BUILD_WORKSPACE_H

#include "build/build.h"
#include "build/settings.h"
#include "build/target.h"
#include "build/tree.h"

// Paths are absolute.
struct workspace {
    const struct build_request *request;
    const struct target *target;
    struct tree tree;
    struct settings settings;
    const char *what; // "stock" or "hardened", for progress
    const char *home;
    const char *application; // folder of the application; NULL when the model names none
    const char *out, *overlay, *obj, *log;
    const char *compiler; // "arm-none-eabi-gcc 12.2.1"
    const char *mpy_cross;
    const char *inputs;
};

// Checks tree, target, paths, programs and settings. Writes nothing.
bool workspace_open(struct arena *arena, struct diag *diag, const struct build_request *request,
                    struct workspace *out);

// Makes `out` an empty folder. One that holds anything but an earlier build is refused.
bool workspace_empty(struct arena *arena, struct diag *diag, const struct workspace *workspace);

#endif
