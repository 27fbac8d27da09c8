// SPDX-License-Identifier: MIT
#include "plan/plan.h"

#include "base/process.h"
#include "plan/baseline.h"
#include "plan/core.h"
#include "plan/price.h"

#include <string.h>

static const struct response *response_to(const struct model *model, const struct path *path)
{
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        if (response->expired ||
            (response->kind != RESPONSE_ACCEPT && response->kind != RESPONSE_TRANSFER)) {
            continue;
        }
        for (size_t j = 0; j < path->leaf_count; j++) {
            if (strcmp(path->leaves[j]->id, response->threat) == 0) {
                return response;
            }
        }
    }
    return NULL;
}

// What is above the appetite with the plan in force: answered by a response, or by nothing.
static void sort_what_is_left(struct arena *arena, struct plan *plan)
{
    const struct threats *after = plan->after;
    plan->residual = ARENA_ARRAY(arena, const struct path *, after->above_count);
    plan->residual_response = ARENA_ARRAY(arena, const struct response *, after->above_count);
    plan->unanswered = ARENA_ARRAY(arena, const struct path *, after->above_count);
    for (size_t i = 0; i < after->path_count; i++) {
        const struct path *path = &after->paths[i];
        if (!path->above) {
            continue;
        }
        const struct response *response = response_to(plan->model, path);
        if (response == NULL) {
            plan->unanswered[plan->unanswered_count++] = path;
            continue;
        }
        plan->residual_response[plan->residual_count] = response;
        plan->residual[plan->residual_count++] = path;
    }
}

static void list_expired(struct arena *arena, struct plan *plan)
{
    const struct model *model = plan->model;
    plan->expired = ARENA_ARRAY(arena, const struct response *, model->responses_count);
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        if (response->expired &&
            (response->kind == RESPONSE_ACCEPT || response->kind == RESPONSE_TRANSFER)) {
            plan->expired[plan->expired_count++] = response;
        }
    }
}

static bool fits_budget(const struct offer *offer, const bool *chosen)
{
    const struct program *program = &offer->program;
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        int64_t sum = 0;
        for (size_t j = 0; j < row->count; j++) {
            sum += chosen[row->columns[j]] ? row->weights[j] : 0;
        }
        const enum group_kind kind = program->groups[row->group].kind;
        if (kind != GROUP_PATH && !program->groups[row->group].dropped &&
            (row->at_least ? sum < row->bound : sum > row->bound)) {
            return false;
        }
    }
    return true;
}

// Adds what saves resources and breaks no rule. A control that loses a function is no bonus.
static void add_bonus(const struct offer *offer, bool *chosen)
{
    for (size_t i = 0; i < offer->control_count; i++) {
        if (chosen[i] || offer->program.cost[LEVEL_SAVING][i] >= 0 ||
            offer->catalogue->controls[i].loses.count > 0 ||
            offer->program.cost[LEVEL_STEPS][i] > 0) {
            continue;
        }
        chosen[i] = true;
        chosen[i] = fits_budget(offer, chosen);
    }
}

static bool find_after(struct core *core, const bool *chosen, struct plan *plan)
{
    const struct offer *offer = core->solver.offer;
    struct arena *arena = core->solver.arena;
    bool *in_force = ARENA_ARRAY(arena, bool, offer->control_count);
    offer_in_force(offer, chosen, in_force);
    const struct control **controls =
        ARENA_ARRAY(arena, const struct control *, offer->control_count);
    size_t count = 0;
    for (size_t i = 0; i < offer->control_count; i++) {
        if (in_force[i]) {
            controls[count++] = &offer->catalogue->controls[i];
        }
    }
    plan->after =
        threats_find(arena, core->solver.diag, plan->model, plan->catalogue, controls, count);
    return plan->after != NULL;
}

// Takes controls out of the optimum, and with each those that need it: without their
// prerequisite they could not be built as meant.
static void take_out(const struct offer *offer, struct arena *arena, const struct names *without,
                     bool *chosen)
{
    for (size_t i = 0; i < without->count; i++) {
        const struct control *control = catalogue_control(offer->catalogue, without->items[i]);
        chosen[control - offer->catalogue->controls] = false;
    }
    bool *in_force = ARENA_ARRAY(arena, bool, offer->control_count);
    offer_in_force(offer, chosen, in_force);
    for (size_t i = 0; i < offer->control_count; i++) {
        chosen[i] = chosen[i] && in_force[i];
    }
}

static bool finish(struct core *core, const struct plan_options *options, struct plan *plan)
{
    const struct offer *offer = core->solver.offer;
    struct arena *arena = core->solver.arena;
    bool *chosen = ARENA_ARRAY(arena, bool, offer->program.column_count);
    if (plan->feasible) {
        memcpy(chosen, core->chosen, offer->program.column_count * sizeof *chosen);
    }
    if (plan->feasible && options->bonus) {
        add_bonus(offer, chosen);
    }
    take_out(offer, arena, &options->without, chosen);
    if (!find_after(core, chosen, plan)) {
        return false;
    }
    sort_what_is_left(arena, plan);
    return core_choices(core, options, chosen, plan);
}

const struct plan *plan_make(struct arena *arena, struct diag *diag, const struct model *model,
                             const struct catalogue *catalogue, const struct plan_options *options)
{
    struct plan *plan = ARENA_NEW(arena, struct plan);
    plan->model = model;
    plan->catalogue = catalogue;
    plan->before = threats_find(arena, diag, model, catalogue, NULL, 0);
    struct core core;
    if (plan->before == NULL ||
        !core_run(arena, diag, model, catalogue, options, LEVEL_TIE, &core)) {
        return NULL;
    }
    plan->feasible = solved_is_answer(core.solved);
    plan->unproved = core.solved == SOLVED_UNPROVED ? core_unproved(&core) : NULL;
    plan->next_best_late = plan->unproved != NULL;
    list_expired(arena, plan);
    if (!finish(&core, options, plan)) {
        return NULL;
    }
    if (!options->brief && core.solved == SOLVED) {
        core_binding(&core, plan);
        core_next_best(&core, plan);
    }
    if (!options->brief && !plan->feasible) {
        core_conflict(&core, plan);
        core_exits(&core, options, plan);
    }
    if (process_interrupted()) {
        program_report(diag, SOLVED_INTERRUPTED);
        return NULL;
    }
    if (options->baseline != NULL) {
        (void)baseline_apply(arena, diag, options->baseline, plan);
    }
    return diag_failed(diag) ? NULL : plan;
}

bool plan_is_good(const struct plan *plan)
{
    return (plan->feasible || plan->known_count > 0) && plan->unanswered_count == 0 &&
           plan->expired_count == 0;
}
