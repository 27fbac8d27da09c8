// core.h - one device, one question: which controls? Shared by the plan, its variants (the
// next-best plan, what a constraint costs) and the ways out of an infeasible one.
#ifndef PLAN_CORE_H
#define PLAN_CORE_H

#include "plan/plan.h"
#include "plan/solve.h"

struct core {
    struct solver solver;
    enum solved solved;
    uint64_t effort;             // left for this plan, its next-best one and its constraints
    bool *chosen;                // by column; the optimum when SOLVED
    int64_t values[LEVEL_COUNT]; // of `chosen`
};

// Sets up and solves down to `last`. False only after reporting an error.
bool core_run(struct arena *arena, struct diag *diag, const struct model *model,
              const struct catalogue *catalogue, const struct plan_options *options,
              enum level last, struct core *out);

// In words, how far an answer that is SOLVED_UNPROVED may be from the best one.
const char *core_unproved(const struct core *core);

// The next-best plan: the best one that does not contain the optimum.
void core_next_best(struct core *core, struct plan *plan);

// Names the constraint whose absence would make the plan cheapest, in `plan->binding`.
void core_binding(struct core *core, struct plan *plan);

// Fills `plan->conflict` for an infeasible core; the groups outside the conflict are dropped.
void core_conflict(struct core *core, struct plan *plan);

// Fills `plan->exits` after core_conflict(): variants of the model that are feasible.
void core_exits(struct core *core, const struct plan_options *options, struct plan *plan);

// Fills choices, certificates and totals for a set of controls (by catalogue index).
bool core_choices(struct core *core, const struct plan_options *options, const bool *chosen,
                  struct plan *plan);

// "read-secrets by burglar: a.leaf, then b.leaf"
const char *path_text(struct arena *arena, const struct path *path);

#endif
