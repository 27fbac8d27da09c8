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

// Builds stock and hardened, in folders of these names below the `out` of the request, whose
// controls and keys are those of the hardened one, and predicts by the catalogue's prices. NULL for
// the catalogue: only stock. What was not built stays NULL; the reasons are reported.
void pair_make(struct arena *arena, struct diag *diag, const struct build_request *request,
               const struct catalogue *catalogue, struct pair *pair);

// Sizes of both, the difference, what the catalogue let expect and by how much it missed, the
// controls in force.
const char *pair_text(struct arena *arena, const struct pair *pair);

// {"stock", "hardened", "predicted"}
json_t *pair_to_json(const struct pair *pair);

#endif
