// plan.h - what are we going to do about it: the cheapest sufficient set of controls.
//
// An integer program (GLPK). Every open path above the appetite is answered by a sufficient
// set of controls or by a recorded, unexpired transfer or acceptance; budgets, essential
// functions, chip capabilities, prerequisites and conflicts are hard rows; the objective is
// lexicographic: irreversible steps, functions lost, then normalised flash, RAM and boot time.
// Paths are generated lazily until none is open. docs/spec/plan.md.
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"
#include "threat/threat.h"

struct plan_options {
    struct names without; // controls that may not be chosen (--without)
    struct names with;    // controls that must be chosen (--with)
};

// A control that was chosen, and the paths that reopen without it (minimality certificate).
struct choice {
    const struct control *control;
    const struct path *reopens; // found with all other chosen controls in force
    size_t reopen_count;
    bool bonus; // reopens nothing: chosen because it has a negative price
};

struct conflict_exit {
    const char *text; // "re-scope asset network-key to device"
    double price;     // normalised, for ordering
};

struct plan {
    const struct model *model;
    const struct catalogue *catalogue;
    bool feasible;
    struct choice *choices; // sorted by control id
    size_t choice_count;
    const struct threats *before; // without any control
    const struct threats *after;  // with the chosen ones
    const struct path **residual; // above appetite but answered by transfer or acceptance
    const struct response **residual_response;
    size_t residual_count;
    const struct path **unanswered; // above appetite and open: not empty with --without
    size_t unanswered_count;
    int64_t flash_bytes, ram_bytes, boot_us; // predicted, sum of prices
    struct names functions_lost;
    struct names unpriced; // chosen controls without a measured price
    unsigned irreversible_steps;
    const char *binding; // the binding constraint in words; NULL
    // When infeasible: an irreducible conflict set in words, and the cheapest exits.
    struct names conflict;
    struct conflict_exit *exits;
    size_t exit_count;
};

// NULL only after an error in diag; an infeasible model is a plan with feasible == false.
// With `without`, the plan that was optimal loses those controls and nothing takes their
// place: what reopens stands in `unanswered`.
const struct plan *plan_make(struct arena *arena, struct diag *diag, const struct model *model,
                             const struct catalogue *catalogue,
                             const struct plan_options *options);

json_t *plan_to_json(const struct plan *plan);

// plan.lock.yaml: stable, small in a diff.
const char *plan_to_lock(struct arena *arena, const struct plan *plan);

#endif
