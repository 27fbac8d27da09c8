// SPDX-License-Identifier: MIT
#include "plan/core.h"

#include "plan/predict.h"
#include "plan/price.h"
#include "threat/words.h"

#include <string.h>

static bool is_chosen(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->choice_count; i++) {
        if (strcmp(plan->choices[i].control->id, id) == 0) {
            return true;
        }
    }
    return false;
}

// Why a control stands although no path reopens without it.
static const char *reason_of(struct arena *arena, const struct plan_options *options,
                             const struct plan *plan, const struct control *control)
{
    if (names_has(&options->with, control->id)) {
        return "asked for with --with";
    }
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct control *other = plan->choices[i].control;
        if (names_has(&other->needs, control->id) || names_has(&other->needs_one, control->id)) {
            return arena_printf(arena, "%s needs it", other->id);
        }
    }
    for (size_t i = 0; i < plan->model->responses_count; i++) {
        const struct response *response = &plan->model->responses[i];
        for (size_t j = 0; j < control->effect_count; j++) {
            if (strcmp(control->effects[j].leaf, response->threat) == 0 &&
                (response->kind == RESPONSE_ELIMINATE || response->kind == RESPONSE_MITIGATE)) {
                return arena_printf(arena, "the response to %s asks for it", response->threat);
            }
        }
    }
    return "the budget needs what it saves";
}

// The paths that reopen without one control. What is open with it as well is not its doing.
static bool find_reopens(struct core *core, const bool *chosen, const bool *in_force,
                         struct choice *choice)
{
    const struct offer *offer = core->solver.offer;
    const size_t control = (size_t)(choice->control - offer->catalogue->controls);
    AUTO_ARENA scratch = arena_new();
    bool *fewer = ARENA_ARRAY(scratch, bool, offer->program.column_count);
    bool *in_force_then = ARENA_ARRAY(scratch, bool, offer->control_count);
    memcpy(fewer, chosen, offer->control_count * sizeof *fewer);
    fewer[control] = false;
    offer_in_force(offer, fewer, in_force_then);
    struct path_list list;
    if (!solver_open_paths(&core->solver, in_force_then, &list)) {
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++) {
        struct path *path = &list.items[i];
        if (!engine_is_above(core->solver.engine, path, in_force)) {
            list.items[kept] = *path;
            list.items[kept].number = (unsigned)kept + 1;
            path_explain(core->solver.arena, core->solver.engine, &list.items[kept++]);
        }
    }
    choice->reopens = list.items;
    choice->reopen_count = kept;
    return true;
}

// A build that somebody has to complete with a fuse has not carried the control out.
static bool is_carried_out(const struct model *model, const struct control *control)
{
    return control_irreversible_steps(control) == 0 &&
           control_is_built_for(control,
                                model->device.board != NULL ? model->device.board->port : "*");
}

static void add_name(struct names *names, const char *name)
{
    if (!names_has(names, name)) {
        names->items[names->count++] = name;
    }
}

static size_t count_losses(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->choice_count; i++) {
        count += plan->choices[i].control->loses.count;
    }
    return count;
}

static void add_totals(struct arena *arena, struct plan *plan)
{
    plan->functions_lost.items = ARENA_ARRAY(arena, const char *, count_losses(plan));
    const struct control **chosen = ARENA_ARRAY(arena, const struct control *, plan->choice_count);
    plan->by_hand.items = ARENA_ARRAY(arena, const char *, plan->choice_count);
    int64_t price = 0;
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct control *control = plan->choices[i].control;
        const struct cost cost = cost_of(plan->model, plan->catalogue, control);
        chosen[i] = control;
        price += cost_normalised(plan->model, &cost);
        plan->irreversible_steps += control_irreversible_steps(control);
        if (!is_carried_out(plan->model, control)) {
            add_name(&plan->by_hand, control->id);
        }
        for (size_t j = 0; j < control->loses.count; j++) {
            add_name(&plan->functions_lost, control->loses.items[j]);
        }
    }
    const struct prediction *expected =
        predict(arena, plan->model, plan->catalogue, chosen, plan->choice_count);
    plan->flash_bytes = expected->flash_bytes;
    plan->ram_bytes = expected->ram_bytes;
    plan->boot_us = expected->boot_us;
    plan->unpriced = expected->unpriced;
    plan->functions_lost = names_sorted(arena, &plan->functions_lost);
    plan->price = (double)price / PRICE_UNIT;
}

bool core_choices(struct core *core, const struct plan_options *options, const bool *chosen,
                  struct plan *plan)
{
    const struct offer *offer = core->solver.offer;
    struct arena *arena = core->solver.arena;
    bool *in_force = ARENA_ARRAY(arena, bool, offer->control_count);
    offer_in_force(offer, chosen, in_force);
    plan->choices = ARENA_ARRAY(arena, struct choice, offer->control_count);
    for (size_t i = 0; i < offer->control_count; i++) {
        if (chosen[i]) {
            plan->choices[plan->choice_count++].control = &offer->catalogue->controls[i];
        }
    }
    for (size_t i = 0; i < plan->choice_count; i++) {
        struct choice *choice = &plan->choices[i];
        const size_t control = (size_t)(choice->control - offer->catalogue->controls);
        if (!find_reopens(core, chosen, in_force, choice)) {
            return false;
        }
        choice->bonus = !core->chosen[control];
        if (choice->reopen_count == 0 && !choice->bonus && is_chosen(plan, choice->control->id)) {
            choice->because = reason_of(arena, options, plan, choice->control);
        }
    }
    add_totals(arena, plan);
    return true;
}
