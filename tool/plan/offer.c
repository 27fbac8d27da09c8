// SPDX-License-Identifier: MIT
#include "plan/offer.h"

#include "plan/price.h"
#include "threat/facts.h"

#include <string.h>

static const struct function *find_function(const struct model *model, const char *id)
{
    for (size_t i = 0; i < model->functions_count; i++) {
        if (strcmp(model->functions[i].id, id) == 0) {
            return &model->functions[i];
        }
    }
    return NULL;
}

bool function_is_missed(const struct model *model, const char *function)
{
    return find_function(model, function) != NULL && !names_has(&model->budget.functions, function);
}

static int64_t *blank(struct offer *offer)
{
    return ARENA_ARRAY(offer->program.arena, int64_t, offer->program.column_count);
}

static void forbid(struct offer *offer, size_t group, size_t control)
{
    int64_t *weights = blank(offer);
    weights[control] = 1;
    program_row(&offer->program, group, weights, false, 0);
}

// What the chip must have and, as far as we know, has not. Unknown is no.
static void add_capabilities(struct offer *offer)
{
    const struct names *capabilities = &offer->catalogue->capabilities;
    for (size_t i = 0; i < capabilities->count; i++) {
        const char *name = capabilities->items[i];
        if (chip_capability(offer->model->device.chip, name) == CAPABILITY_YES) {
            continue;
        }
        size_t group = SIZE_MAX;
        for (size_t j = 0; j < offer->control_count; j++) {
            if (!offer->offered[j] || !names_has(&offer->catalogue->controls[j].needs_chip, name)) {
                continue;
            }
            if (group == SIZE_MAX) {
                group =
                    program_group(&offer->program, (struct group){GROUP_CHIP, name, NULL, false});
            }
            forbid(offer, group, j);
        }
    }
}

static void add_function(struct offer *offer, size_t index)
{
    const struct function *function = &offer->model->functions[index];
    const size_t column = offer->control_count + index;
    size_t group = SIZE_MAX;
    for (size_t j = 0; j < offer->control_count; j++) {
        if (!offer->offered[j] || !names_has(&offer->catalogue->controls[j].loses, function->id)) {
            continue;
        }
        if (group == SIZE_MAX) {
            group = program_group(&offer->program,
                                  (struct group){GROUP_FUNCTION, function->id, NULL, false});
        }
        if (function->essential) {
            forbid(offer, group, j);
            continue;
        }
        int64_t *weights = blank(offer); // a control that loses it marks it as lost
        weights[j] = 1;
        weights[column] = -1;
        program_row(&offer->program, group, weights, false, 0);
    }
    if (function_is_missed(offer->model, function->id) && !function->essential) {
        offer->program.cost[LEVEL_FUNCTIONS][column] = 1;
    }
}

static void add_budget(struct offer *offer, const char *name, int64_t *weights, int64_t bound)
{
    const size_t group =
        program_group(&offer->program, (struct group){GROUP_BUDGET, name, NULL, false});
    program_row(&offer->program, group, weights, false, bound);
}

static void add_costs(struct offer *offer)
{
    const struct model *model = offer->model;
    int64_t *flash = blank(offer);
    int64_t *ram = blank(offer);
    int64_t *boot = blank(offer);
    int64_t **cost = offer->program.cost;
    for (size_t i = 0; i < offer->control_count; i++) {
        const struct control *control = &offer->catalogue->controls[i];
        const struct cost price = cost_of(model, offer->catalogue, control);
        flash[i] = price.flash_bytes;
        ram[i] = price.ram_bytes;
        boot[i] = price.boot_us;
        const int64_t normalised = cost_normalised(model, &price);
        cost[LEVEL_STEPS][i] = control_irreversible_steps(control);
        cost[LEVEL_PRICE][i] = normalised > 0 ? normalised : 0;
        cost[LEVEL_CONTROLS][i] = 1;
        cost[LEVEL_SAVING][i] = normalised;
        cost[LEVEL_TIE][i] = (int64_t)i + 1;
    }
    if (model->budget.limited_flash) {
        add_budget(offer, "flash", flash, model->budget.flash_bytes);
    }
    if (model->budget.limited_ram) {
        add_budget(offer, "RAM", ram, model->budget.ram_bytes);
    }
    if (model->budget.limited_boot) {
        add_budget(offer, "boot time", boot, model->budget.boot_us);
    }
}

static size_t control_index(const struct offer *offer, const char *id)
{
    const struct control *control = catalogue_control(offer->catalogue, id);
    return control == NULL ? SIZE_MAX : (size_t)(control - offer->catalogue->controls);
}

static void add_pair(struct offer *offer, enum group_kind kind, size_t a, size_t b)
{
    if (b == SIZE_MAX || a == b) {
        return;
    }
    const char *name =
        arena_printf(offer->program.arena, "%s %s %s", offer->catalogue->controls[a].id,
                     kind == GROUP_NEED ? "needs" : "excludes", offer->catalogue->controls[b].id);
    const size_t group = program_group(&offer->program, (struct group){kind, name, NULL, false});
    int64_t *weights = blank(offer);
    weights[a] = 1;
    weights[b] = kind == GROUP_NEED ? -1 : 1;
    program_row(&offer->program, group, weights, false, kind == GROUP_NEED ? 0 : 1);
}

// One of several prerequisites is enough.
static void add_one_of(struct offer *offer, size_t control)
{
    const struct names *one_of = &offer->catalogue->controls[control].needs_one;
    if (one_of->count == 0) {
        return;
    }
    int64_t *weights = blank(offer);
    const char *words = arena_printf(offer->program.arena, "%s needs %s",
                                     offer->catalogue->controls[control].id, one_of->items[0]);
    weights[control] = 1;
    for (size_t i = 0; i < one_of->count; i++) {
        const size_t index = control_index(offer, one_of->items[i]);
        if (index != SIZE_MAX) {
            weights[index] = -1;
        }
        words = i == 0 ? words
                       : arena_printf(offer->program.arena, "%s or %s", words, one_of->items[i]);
    }
    const size_t group =
        program_group(&offer->program, (struct group){GROUP_NEED, words, NULL, false});
    program_row(&offer->program, group, weights, false, 0);
}

static void add_pairs(struct offer *offer)
{
    for (size_t i = 0; i < offer->control_count; i++) {
        const struct control *control = &offer->catalogue->controls[i];
        if (!offer->offered[i]) {
            continue;
        }
        for (size_t j = 0; j < control->needs.count; j++) {
            add_pair(offer, GROUP_NEED, i, control_index(offer, control->needs.items[j]));
        }
        add_one_of(offer, i);
        for (size_t j = 0; j < control->conflicts.count; j++) {
            add_pair(offer, GROUP_CONFLICT, i, control_index(offer, control->conflicts.items[j]));
        }
    }
}

// A control whose condition does not hold, or that nothing carries out on this port, is no way out
// of anything: no group, never dropped.
static void add_absent(struct offer *offer)
{
    const size_t group =
        program_group(&offer->program, (struct group){GROUP_BESIDES, "not offered", NULL, false});
    for (size_t i = 0; i < offer->control_count; i++) {
        const struct control *control = &offer->catalogue->controls[i];
        offer->offered[i] = expr_holds(offer->model, control->applies_when) &&
                            control_acts_on(control, offer->model->device.board->port);
        if (!offer->offered[i]) {
            forbid(offer, group, i);
        }
    }
}

// A response that asks for a control wants one that acts on the leaf; `eliminate` wants a cut.
static void add_response(struct offer *offer, const struct response *response)
{
    const struct leaf *leaf = catalogue_leaf(offer->catalogue, response->threat);
    if (leaf == NULL || !expr_holds(offer->model, leaf->applies_when)) {
        return;
    }
    int64_t *weights = blank(offer);
    for (size_t i = 0; i < offer->control_count; i++) {
        const struct control *control = &offer->catalogue->controls[i];
        for (size_t j = 0; j < control->effect_count; j++) {
            const struct effect *effect = &control->effects[j];
            if (strcmp(effect->leaf, leaf->id) == 0 &&
                (effect->cut || response->kind == RESPONSE_MITIGATE)) {
                weights[i] = 1;
            }
        }
    }
    const size_t group =
        program_group(&offer->program, (struct group){GROUP_RESPONSE, leaf->id, NULL, false});
    program_row(&offer->program, group, weights, true, 1);
}

static void add_responses(struct offer *offer)
{
    const struct model *model = offer->model;
    offer->covered.items = ARENA_ARRAY(offer->program.arena, const char *, model->responses_count);
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        const bool covers =
            response->kind == RESPONSE_ACCEPT || response->kind == RESPONSE_TRANSFER;
        if (covers && !response->expired) {
            offer->covered.items[offer->covered.count++] = response->threat;
        } else if (!covers) {
            add_response(offer, response);
        }
    }
}

static bool check_name(struct diag *diag, const struct offer *offer, const char *id, bool wanted)
{
    const size_t index = control_index(offer, id);
    if (index == SIZE_MAX) {
        diag_input(diag, NO_PLACE, "mpsec plan --json lists the controls of a plan",
                   "there is no control %s", id);
        return false;
    }
    if (wanted && !offer->offered[index]) {
        diag_input(diag, NO_PLACE, NULL, "control %s does not apply to %s", id,
                   offer->model->device.id);
        return false;
    }
    return true;
}

static bool add_options(struct offer *offer, struct diag *diag, const struct plan_options *options)
{
    bool good = true;
    for (size_t i = 0; i < options->without.count; i++) {
        good = check_name(diag, offer, options->without.items[i], false) && good;
    }
    for (size_t i = 0; i < options->with.count; i++) {
        const char *id = options->with.items[i];
        if (!check_name(diag, offer, id, true)) {
            good = false;
            continue;
        }
        int64_t *weights = blank(offer);
        weights[control_index(offer, id)] = 1;
        const size_t group =
            program_group(&offer->program, (struct group){GROUP_WITH, id, NULL, false});
        program_row(&offer->program, group, weights, true, 1);
    }
    return good;
}

struct offer *offer_make(struct arena *arena, struct diag *diag, const struct model *model,
                         const struct catalogue *catalogue, const struct plan_options *options)
{
    struct offer *offer = ARENA_NEW(arena, struct offer);
    offer->model = model;
    offer->catalogue = catalogue;
    offer->control_count = catalogue->controls_count;
    offer->offered = ARENA_ARRAY(arena, bool, offer->control_count);
    program_init(&offer->program, arena, offer->control_count + model->functions_count);
    add_absent(offer);
    add_costs(offer);
    add_pairs(offer);
    for (size_t i = 0; i < model->functions_count; i++) {
        add_function(offer, i);
    }
    add_capabilities(offer);
    add_responses(offer);
    return add_options(offer, diag, options) ? offer : NULL;
}

// Whether all that the control needs is in force.
static bool has_prerequisites(const struct offer *offer, const struct control *control,
                              const bool *in_force)
{
    for (size_t i = 0; i < control->needs.count; i++) {
        const size_t needed = control_index(offer, control->needs.items[i]);
        if (needed == SIZE_MAX || !in_force[needed]) {
            return false;
        }
    }
    bool one = control->needs_one.count == 0;
    for (size_t i = 0; i < control->needs_one.count && !one; i++) {
        const size_t needed = control_index(offer, control->needs_one.items[i]);
        one = needed != SIZE_MAX && in_force[needed];
    }
    return one;
}

void offer_in_force(const struct offer *offer, const bool *chosen, bool *in_force)
{
    memcpy(in_force, chosen, offer->control_count * sizeof *in_force);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < offer->control_count; i++) {
            if (in_force[i] &&
                !has_prerequisites(offer, &offer->catalogue->controls[i], in_force)) {
                in_force[i] = false;
                changed = true;
            }
        }
    }
}
