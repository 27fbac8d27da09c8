// SPDX-License-Identifier: MIT
#include "plan/core.h"

#include "base/buf.h"
#include "plan/price.h"

#include <string.h>

enum { TEXT_LIMIT = 16 * 1024 };

// Simplex steps times rows: two or three seconds of a desktop's processor.
static const uint64_t EFFORT = 20 * 1000 * 1000;

bool core_run(struct arena *arena, struct diag *diag, const struct model *model,
              const struct catalogue *catalogue, const struct plan_options *options,
              enum level last, struct core *out)
{
    *out = (struct core){.solver = {.arena = arena, .diag = diag}};
    out->solver.engine = engine_make(arena, diag, model, catalogue);
    out->solver.offer = offer_make(arena, diag, model, catalogue, options);
    if (out->solver.engine == NULL || out->solver.offer == NULL) {
        return false;
    }
    out->chosen = ARENA_ARRAY(arena, bool, out->solver.offer->program.column_count);
    out->solver.offer->program.watcher = options->watcher;
    out->effort = EFFORT;
    out->solver.effort = options->thorough ? NULL : &out->effort;
    out->solved = solver_run(&out->solver, last, out->chosen, out->values);
    program_report(diag, out->solved);
    return solved_is_answer(out->solved) || out->solved == SOLVED_INFEASIBLE;
}

const char *core_unproved(const struct core *core)
{
    struct arena *arena = core->solver.arena;
    const enum level level = core->solver.unproved;
    const long long value = core->values[level];
    const long long bound = core->solver.bound > 0 ? core->solver.bound : 0;
    if (level == LEVEL_STEPS) {
        return arena_printf(arena, "%lld irreversible steps; fewer than %lld are ruled out", value,
                            bound);
    }
    if (level == LEVEL_FUNCTIONS) {
        return arena_printf(arena, "%lld functions lost; fewer than %lld are ruled out", value,
                            bound);
    }
    if (level == LEVEL_PRICE) {
        return arena_printf(arena, "%.2f %% of the resources; less than %.2f %% is ruled out",
                            (double)value * 100.0 / PRICE_UNIT, (double)bound * 100.0 / PRICE_UNIT);
    }
    return "the price is the lowest; that nothing else at this price is better is not proven";
}

const char *path_text(struct arena *arena, const struct path *path)
{
    struct buf text;
    buf_init(&text, arena, TEXT_LIMIT);
    buf_printf(&text, "%s by %s: ", path->goal->id, path->adversary->id);
    for (size_t i = 0; i < path->leaf_count; i++) {
        buf_printf(&text, "%s%s", i == 0 ? "" : ", then ", path->leaves[i]->id);
    }
    return text.data;
}

// What separates two plans, at the first level of the objective that differs.
static const char *difference(struct arena *arena, const int64_t *from, const int64_t *to)
{
    if (to[LEVEL_STEPS] != from[LEVEL_STEPS]) {
        return arena_printf(arena, "%+lld irreversible steps",
                            (long long)(to[LEVEL_STEPS] - from[LEVEL_STEPS]));
    }
    if (to[LEVEL_FUNCTIONS] != from[LEVEL_FUNCTIONS]) {
        return arena_printf(arena, "%+lld functions lost",
                            (long long)(to[LEVEL_FUNCTIONS] - from[LEVEL_FUNCTIONS]));
    }
    if (to[LEVEL_PRICE] != from[LEVEL_PRICE]) {
        return arena_printf(arena, "%+.2f %% of the resources",
                            (double)(to[LEVEL_PRICE] - from[LEVEL_PRICE]) * 100.0 / PRICE_UNIT);
    }
    if (to[LEVEL_CONTROLS] != from[LEVEL_CONTROLS]) {
        return arena_printf(arena, "%+lld controls at the same price",
                            (long long)(to[LEVEL_CONTROLS] - from[LEVEL_CONTROLS]));
    }
    return "the same price";
}

void core_next_best(struct core *core, struct plan *plan)
{
    struct offer *offer = core->solver.offer;
    struct program *program = &offer->program;
    struct arena *arena = core->solver.arena;
    int64_t *weights = ARENA_ARRAY(arena, int64_t, program->column_count);
    int64_t count = 0;
    for (size_t i = 0; i < offer->control_count; i++) {
        weights[i] = core->chosen[i];
        count += core->chosen[i];
    }
    if (count == 0) {
        return;
    }
    const size_t group =
        program_group(program, (struct group){GROUP_BESIDES, "another plan", NULL, false});
    program_row(program, group, weights, false, count - 1);
    bool *chosen = ARENA_ARRAY(arena, bool, program->column_count);
    int64_t values[LEVEL_COUNT] = {0};
    const enum solved solved = solver_run(&core->solver, LEVEL_TIE, chosen, values);
    plan->next_best_late = solved == SOLVED_TOO_LATE || solved == SOLVED_UNPROVED;
    if (solved == SOLVED) {
        plan->next_best.items = ARENA_ARRAY(arena, const char *, offer->control_count);
        for (size_t i = 0; i < offer->control_count; i++) {
            if (chosen[i]) {
                plan->next_best.items[plan->next_best.count++] = offer->catalogue->controls[i].id;
            }
        }
        plan->next_best_price = (double)values[LEVEL_SAVING] / PRICE_UNIT;
        plan->next_best_why = difference(arena, core->values, values);
    }
    program->groups[group].dropped = true;
}

static bool is_better(const int64_t *a, const int64_t *b)
{
    for (size_t i = 0; i <= LEVEL_PRICE; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i];
        }
    }
    return false;
}

static const char *constraint_text(struct arena *arena, const struct offer *offer,
                                   const struct group *group)
{
    switch (group->kind) {
    case GROUP_BUDGET:
        return arena_printf(arena, "the %s budget", group->name);
    case GROUP_FUNCTION:
        return arena_printf(arena, "the function %s", group->name);
    case GROUP_CHIP:
        return arena_printf(arena, "%s without %s", offer->model->device.chip->id, group->name);
    case GROUP_CONFLICT:
        return arena_printf(arena, "that %s", group->name);
    case GROUP_WITH:
        return arena_printf(arena, "--with %s", group->name);
    case GROUP_RESPONSE:
        return arena_printf(arena, "the response to %s", group->name);
    case GROUP_PATH:
    case GROUP_NEED:
    case GROUP_BESIDES:
        break;
    }
    return NULL;
}

void core_binding(struct core *core, struct plan *plan)
{
    struct program *program = &core->solver.offer->program;
    struct arena *arena = core->solver.arena;
    bool *chosen = ARENA_ARRAY(arena, bool, program->column_count);
    int64_t best[LEVEL_COUNT];
    memcpy(best, core->values, sizeof best);
    const size_t group_count = program->group_count; // paths found on the way are none of these
    for (size_t i = 0; i < group_count; i++) {
        const char *text = constraint_text(arena, core->solver.offer, &program->groups[i]);
        if (text == NULL || program->groups[i].kind == GROUP_RESPONSE) {
            continue;
        }
        int64_t values[LEVEL_COUNT] = {0};
        program->groups[i].dropped = true;
        const enum solved solved = solver_run(&core->solver, LEVEL_PRICE, chosen, values);
        program->groups[i].dropped = false;
        if (solved == SOLVED && is_better(values, best)) {
            memcpy(best, values, sizeof best);
            plan->binding = arena_printf(arena, "%s: without it the plan would cost %s", text,
                                         difference(arena, core->values, values));
        }
    }
}

static const char *capability_text(enum capability_state state)
{
    switch (state) {
    case CAPABILITY_YES:
        return "there";
    case CAPABILITY_NO:
        return "not there";
    case CAPABILITY_PARTIAL:
        return "there in part, which counts as no";
    case CAPABILITY_CONDITIONAL:
        return "there on conditions, which counts as no";
    case CAPABILITY_UNKNOWN:
        break;
    }
    return "unknown, which counts as no";
}

static const char *conflict_text(struct arena *arena, const struct offer *offer,
                                 const struct group *group)
{
    const struct path *path = group->path;
    if (group->kind == GROUP_PATH) {
        return arena_printf(arena, "%s (%s impact on %s%s)", path_text(arena, path),
                            impact_word(path->impact), path->asset->id,
                            path->asset->scope == SCOPE_FLEET ? ", which the whole fleet shares"
                                                              : "");
    }
    if (group->kind == GROUP_CHIP) {
        return arena_printf(
            arena, "chip %s: %s is %s", offer->model->device.chip->id, group->name,
            capability_text(chip_capability(offer->model->device.chip, group->name)));
    }
    if (group->kind == GROUP_NEED || group->kind == GROUP_CONFLICT) {
        return group->name;
    }
    return constraint_text(arena, offer, group);
}

// Which groups are tried first when a conflict is reduced: what is left at the end is told, so
// the order runs from what says least to what says most.
static int reduction_rank(enum group_kind kind)
{
    static const int ranks[] = {
        [GROUP_PATH] = 0,     [GROUP_CONFLICT] = 1, [GROUP_NEED] = 2,
        [GROUP_RESPONSE] = 3, [GROUP_WITH] = 4,     [GROUP_BUDGET] = 5,
        [GROUP_CHIP] = 6,     [GROUP_FUNCTION] = 7, [GROUP_BESIDES] = 8,
    };
    return ranks[kind];
}

// Deletion filter: a group whose absence leaves the rest infeasible is not needed for the
// conflict. One pass leaves a set of which every member is needed.
static void reduce(struct core *core)
{
    struct program *program = &core->solver.offer->program;
    bool *x = ARENA_ARRAY(core->solver.arena, bool, program->column_count);
    for (int rank = 0; rank < reduction_rank(GROUP_BESIDES); rank++) {
        for (size_t i = program->group_count; i-- > 0;) { // paths: the worst was added first
            struct group *group = &program->groups[i];
            if (group->dropped || reduction_rank(group->kind) != rank) {
                continue;
            }
            group->dropped = true;
            struct solving solving = {.level = LEVEL_STEPS};
            group->dropped =
                program_solve(program, core->solver.diag, &solving, x) == SOLVED_INFEASIBLE;
        }
    }
}

void core_conflict(struct core *core, struct plan *plan)
{
    struct program *program = &core->solver.offer->program;
    struct arena *arena = core->solver.arena;
    reduce(core);
    plan->conflict.items = ARENA_ARRAY(arena, const char *, program->group_count);
    for (size_t i = 0; i < program->group_count; i++) {
        const struct group *group = &program->groups[i];
        if (!group->dropped && group->kind != GROUP_BESIDES) {
            plan->conflict.items[plan->conflict.count++] =
                conflict_text(arena, core->solver.offer, group);
        }
    }
}
