// record.h - build.json: what was built, from what, and what the gate saw. docs/spec/build.md.
#ifndef BUILD_RECORD_H
#define BUILD_RECORD_H

#include "build/build.h"

enum { RECORD_FORMAT = 1 };

// Writes `build->out`/build.json.
bool record_write(struct arena *arena, struct diag *diag, const struct build *build);

#endif
