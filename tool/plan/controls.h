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

// What a person says about the choice: these and no others, or the plan's with and without some.
struct control_wish {
    struct names only, with, without;
};

// Those with the ids of `only`, or when there are none those of the plan. False after an error.
bool controls_wished(struct arena *arena, struct diag *diag, const struct model *model,
                     const struct catalogue *catalogue, const struct control_wish *wish,
                     struct control_list *out);

// Those that the plan chose; an infeasible one is an input error. A NULL plan chose none.
void controls_planned(struct arena *arena, struct diag *diag, const struct plan *plan,
                      struct control_list *out);

#endif
