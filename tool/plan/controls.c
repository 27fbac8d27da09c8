// SPDX-License-Identifier: MIT
#include "plan/controls.h"

void controls_named(struct arena *arena, struct diag *diag, const struct catalogue *catalogue,
                    const struct names *ids, struct control_list *out)
{
    out->items = ARENA_ARRAY(arena, const struct control *, ids->count);
    for (size_t i = 0; i < ids->count; i++) {
        const struct control *control = catalogue_control(catalogue, ids->items[i]);
        if (control == NULL) {
            diag_input(diag, NO_PLACE, "mpsec plan names the controls that it chose",
                       "there is no control '%s'", ids->items[i]);
            continue;
        }
        out->items[out->count++] = control;
    }
}

void controls_planned(struct arena *arena, struct diag *diag, const struct plan *plan,
                      struct control_list *out)
{
    if (plan != NULL && !plan->feasible) {
        diag_input(diag, (struct place){.file = plan->model->path},
                   "mpsec plan says what conflicts and names the ways out",
                   "no set of controls answers every path, so there is nothing to build");
    }
    out->items = ARENA_ARRAY(arena, const struct control *, plan == NULL ? 0 : plan->choice_count);
    for (size_t i = 0; plan != NULL && i < plan->choice_count; i++) {
        out->items[out->count++] = plan->choices[i].control;
    }
}

bool controls_wished(struct arena *arena, struct diag *diag, const struct model *model,
                     const struct catalogue *catalogue, const struct control_wish *wish,
                     struct control_list *out)
{
    *out = (struct control_list){0};
    if (wish->only.count > 0) {
        controls_named(arena, diag, catalogue, &wish->only, out);
    } else {
        const struct plan_options how = {
            .with = wish->with, .without = wish->without, .brief = true};
        controls_planned(arena, diag, plan_make(arena, diag, model, catalogue, &how), out);
    }
    return !diag_failed(diag);
}
