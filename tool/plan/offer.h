// offer.h - the controls on offer for this device, and every rule that does not depend on a
// path, as an integer program: one column per control, then one per function to lose.
#ifndef PLAN_OFFER_H
#define PLAN_OFFER_H

#include "plan/plan.h"
#include "plan/program.h"
#include "threat/engine.h"

struct offer {
    const struct model *model;
    const struct catalogue *catalogue;
    struct program program;
    size_t control_count; // columns 0.. are catalogue->controls in order
    bool *offered;        // its condition holds on this device
    struct names covered; // leaves with a transfer or acceptance that counts
};

// Reports unknown or unsuitable names in `options` and returns NULL.
struct offer *offer_make(struct arena *arena, struct diag *diag, const struct model *model,
                         const struct catalogue *catalogue, const struct plan_options *options);

// Cuts `chosen` down to the controls whose prerequisites are chosen, too, all the way down.
void offer_in_force(const struct offer *offer, const bool *chosen, bool *in_force);

// Whether losing this function costs the device anything: it is declared, and not given up
// in the budget.
bool function_is_missed(const struct model *model, const char *function);

#endif
