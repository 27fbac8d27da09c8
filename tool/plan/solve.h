// solve.h - the lazy loop: solve, look for attacks that are still open, forbid them, repeat.
//
// Every row says that a path which is open under some controls needs one more: true for any
// plan, so the program only ever loses plans that do not answer the path. When no path is
// left, the optimum of the program is the optimum of the question. docs/spec/plan.md §3.
#ifndef PLAN_SOLVE_H
#define PLAN_SOLVE_H

#include "plan/offer.h"

struct solver {
    struct arena *arena;
    struct diag *diag;
    const struct engine *engine;
    struct offer *offer;
    uint64_t *effort;    // struct solving
    enum level unproved; // result: at SOLVED_UNPROVED, the first level that may not be least
    int64_t bound;       // result: no plan is below it at that level; INT64_MIN: nothing known
};

// Minimises level after level, `last` included. `chosen` gets one element per column of the
// program, `values` what each level reached. SOLVED_UNPROVED: `chosen` answers every path and
// keeps every rule, the levels before `unproved` are least, those after it were not looked at.
enum solved solver_run(struct solver *solver, enum level last, bool *chosen, int64_t *values);

// The paths that are above the appetite with these controls in force and that no response
// covers, worst first.
bool solver_open_paths(struct solver *solver, const bool *in_force, struct path_list *out);

#endif
