// baseline.h - existing products: gate only on what is new or worse than a recorded state.
#ifndef PLAN_BASELINE_H
#define PLAN_BASELINE_H

#include "plan/plan.h"

// Reads what `mpsec plan --json` printed earlier, and drops from `plan->unanswered` every path
// that stood there as unanswered with the same goal, adversary and leaves and no higher
// feasibility or impact. `plan->known_count` counts them. False after reporting.
bool baseline_apply(struct arena *arena, struct diag *diag, const char *path, struct plan *plan);

#endif
