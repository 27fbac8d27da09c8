// inputs.h - one digest of everything a firmware is made from, so that nothing is built twice
// and nothing stale is taken for new.
#ifndef BUILD_INPUTS_H
#define BUILD_INPUTS_H

#include "build/workspace.h"

// Tree, board, guard, application, compiler and settings. NULL after an error.
const char *inputs_digest(struct arena *arena, struct diag *diag,
                          const struct workspace *workspace);

#endif
