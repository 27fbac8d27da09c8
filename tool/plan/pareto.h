// pareto.h - cost against what stays open: the same device planned for several appetites.
#ifndef PLAN_PARETO_H
#define PLAN_PARETO_H

#include "plan/plan.h"

// The model's appetite, relaxed: paths up to this feasibility are accepted, whatever they
// harm. The first row accepts everything and needs no control; the last is the model's own.
struct pareto_row {
    const char *appetite; // "medium or less", "as the model"
    bool feasible;
    struct names controls;
    double price; // normalised
    unsigned irreversible_steps;
    size_t functions_lost;
    size_t open;  // open paths that are left
    size_t above; // ... above the model's own appetite
};

struct pareto {
    struct pareto_row *rows;
    size_t count;
};

// NULL only after an error in diag.
const struct pareto *pareto_find(struct arena *arena, struct diag *diag, const struct model *model,
                                 const struct catalogue *catalogue,
                                 const struct plan_options *options);

const char *pareto_text(struct arena *arena, const struct pareto *pareto);
json_t *pareto_to_json(const struct pareto *pareto);

#endif
