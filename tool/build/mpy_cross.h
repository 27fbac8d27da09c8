// mpy_cross.h - the compiler of bytecode that belongs to a tree.
#ifndef BUILD_MPY_CROSS_H
#define BUILD_MPY_CROSS_H

#include "build/build.h"
#include "build/tree.h"

struct mpy_cross_request {
    const struct build_request *request; // for home and progress
    const struct tree *tree;
};

// Absolute path of the program, built when it is not there yet. NULL after an error.
const char *mpy_cross_find(struct arena *arena, struct diag *diag,
                           const struct mpy_cross_request *wanted);

#endif
