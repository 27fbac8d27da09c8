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
#include "plan/program.h"
#include "threat/threat.h"

struct plan_options {
    struct names without;   // controls that may not be chosen (--without)
    struct names with;      // controls that must be chosen (--with)
    bool bonus;             // add controls with a negative price that answer nothing
    const char *baseline;   // file; NULL. Unanswered paths that it knows do not count
    bool brief;             // neither next-best plan, binding constraint nor exits: faster
    bool thorough;          // seek the proof that nothing is cheaper as long as it takes
    struct watcher watcher; // of long planning; may be empty
};

// A control that was chosen, and the paths that reopen without it (minimality certificate).
struct choice {
    const struct control *control;
    const struct path *reopens; // found with all other chosen controls in force
    size_t reopen_count;
    bool bonus;          // reopens nothing: chosen because it has a negative price
    const char *because; // why it stands when nothing reopens: prerequisite, --with, budget; NULL
};

struct conflict_exit {
    const char *text; // "re-scope asset network-key to device"
    double price;     // normalised, for ordering
};

struct plan {
    const struct model *model;
    const struct catalogue *catalogue;
    bool feasible;
    const char *unproved;   // it answers all, but may not be cheapest: how far off, in words; NULL
    struct choice *choices; // sorted by control id
    size_t choice_count;
    const struct threats *before; // without any control
    const struct threats *after;  // with the chosen ones
    const struct path **residual; // above appetite but answered by transfer or acceptance
    const struct response **residual_response;
    size_t residual_count;
    const struct path **unanswered; // above appetite and open: not empty with --without
    size_t unanswered_count;
    size_t known_count;              // paths that --baseline knew and took out of `unanswered`
    const struct response **expired; // responses that count no longer: exit status 1
    size_t expired_count;
    int64_t flash_bytes, ram_bytes, boot_us; // predicted (plan/predict.h)
    double price;                            // sum of the single prices, normalised
    struct names functions_lost;
    struct names unpriced; // chosen controls whose price was never measured, alone or in a set
    struct names by_hand;  // chosen controls that no build change here carries out
    unsigned irreversible_steps;
    const char *binding;       // the binding constraint in words; NULL
    struct names next_best;    // controls of the next-best plan; empty: there is none
    double next_best_price;    // normalised
    const char *next_best_why; // what it costs more, in words; NULL
    bool next_best_late;       // there may be one, but it was not found in time
    // When infeasible: an irreducible conflict set in words, and the cheapest exits.
    struct names conflict;
    struct conflict_exit *exits;
    size_t exit_count;
};

// NULL only after an error in diag; an infeasible model is a plan with feasible == false.
// With `without`, the plan that was optimal loses those controls and the ones that need them, and
// nothing takes their place: what reopens stands in `unanswered`.
const struct plan *plan_make(struct arena *arena, struct diag *diag, const struct model *model,
                             const struct catalogue *catalogue, const struct plan_options *options);

// Whether `mpsec plan` may exit 0: nothing unanswered, no response expired, and feasible unless
// a baseline knew all that is open.
bool plan_is_good(const struct plan *plan);

json_t *plan_to_json(const struct plan *plan);

// plan.lock.yaml: stable, small in a diff; kept beside the model. The check warns when the file
// is stale; false only after an error.
const char *plan_to_lock(struct arena *arena, const struct plan *plan);
bool plan_lock_write(struct arena *arena, struct diag *diag, const struct plan *plan);
bool plan_lock_check(struct arena *arena, struct diag *diag, const struct plan *plan,
                     bool *current);

#endif
