// pair.h - the stock build and the hardened one side by side: what the controls cost.
#ifndef BUILD_PAIR_H
#define BUILD_PAIR_H

#include "build/build.h"
#include "plan/predict.h"

struct pair {
    const struct build *stock;
    const struct build *hardened;       // NULL: only stock was asked for
    const struct prediction *predicted; // of its controls; NULL: nothing was
};

// Sizes of both, the difference, what the catalogue let expect and by how much it missed, the
// controls in force.
const char *pair_text(struct arena *arena, const struct pair *pair);

// {"stock", "hardened", "predicted"}
json_t *pair_to_json(const struct pair *pair);

#endif
