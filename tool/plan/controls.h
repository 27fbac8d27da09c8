// controls.h - which controls a build is to have: named by hand, or chosen by a plan.
#ifndef PLAN_CONTROLS_H
#define PLAN_CONTROLS_H

#include "plan/plan.h"

struct control_list {
    const struct control **items;
    size_t count;
};

// Those with these ids; an id that the catalogue does not have is an input error.
void controls_named(struct arena *arena, struct diag *diag, const struct catalogue *catalogue,
                    const struct names *ids, struct control_list *out);

// Those that the plan chose; an infeasible one is an input error. A NULL plan chose none.
void controls_planned(struct arena *arena, struct diag *diag, const struct plan *plan,
                      struct control_list *out);

#endif
