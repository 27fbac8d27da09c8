// SPDX-License-Identifier: MIT
#include "plan/core.h"

#include "base/buf.h"
#include "plan/price.h"

#include <stdlib.h>
#include <string.h>

// What a way out costs beside its controls, in whole budgets: only the order means anything.
// A larger budget is a decision; a key per device is work; another chip is a new board; a
// response leaves the risk where it is.
static const double BASE_BUDGET = 1.0;
static const double BASE_SCOPE = 2.0;
static const double BASE_FUNCTION = 3.0;
static const double BASE_CHIP = 4.0;
static const double BASE_RESPONSE = 6.0;

enum { EXIT_MAX = 64, RESPONSE_EXITS_MAX = 5, TEXT_LIMIT = 4096 };

struct way_out {
    struct core *core;
    const struct plan_options *options;
    struct plan *plan;
};

static void add_exit(struct way_out *way, double price, const char *text)
{
    if (way->plan->exit_count < EXIT_MAX) {
        way->plan->exits[way->plan->exit_count++] = (struct conflict_exit){text, price};
    }
}

// Whether a variant of the model has a plan; `core` then holds it. What goes wrong inside a
// variant is no mistake of the user's: such a variant is no way out, and that is all.
static bool is_feasible(struct way_out *way, const struct model *variant, struct core *core)
{
    struct arena *arena = way->core->solver.arena;
    struct diag *diag = ARENA_NEW(arena, struct diag);
    diag_init(diag, arena);
    return core_run(arena, diag, variant, way->plan->catalogue, way->options, LEVEL_PRICE, core) &&
           solved_is_answer(core->solved);
}

static double price_of(const struct core *core)
{
    return (double)core->values[LEVEL_PRICE] / PRICE_UNIT + (double)core->values[LEVEL_STEPS];
}

static int64_t flash_of(const struct core *core, int which)
{
    int64_t sum = 0;
    for (size_t i = 0; i < core->solver.offer->control_count; i++) {
        if (core->chosen[i]) {
            const struct cost cost =
                cost_of(core->solver.offer->model, core->solver.offer->catalogue,
                        &core->solver.offer->catalogue->controls[i]);
            sum += which == 0 ? cost.flash_bytes : which == 1 ? cost.ram_bytes : cost.boot_us;
        }
    }
    return sum;
}

static void try_budgets(struct way_out *way)
{
    const struct budget *budget = &way->plan->model->budget;
    const bool limited[] = {budget->limited_flash, budget->limited_ram, budget->limited_boot};
    static const char *const words[] = {"flash", "RAM", "boot time"};
    for (int i = 0; i < 3; i++) {
        struct model variant = *way->plan->model;
        struct core core;
        variant.budget.limited_flash = budget->limited_flash && i != 0;
        variant.budget.limited_ram = budget->limited_ram && i != 1;
        variant.budget.limited_boot = budget->limited_boot && i != 2;
        if (limited[i] && is_feasible(way, &variant, &core)) {
            add_exit(way, BASE_BUDGET + price_of(&core),
                     arena_printf(way->core->solver.arena, "raise the %s budget to %lld %s",
                                  words[i], (long long)flash_of(&core, i),
                                  i == 2 ? "microseconds" : "bytes"));
        }
    }
}

static void try_scopes(struct way_out *way)
{
    struct arena *arena = way->core->solver.arena;
    const struct model *model = way->plan->model;
    for (size_t i = 0; i < model->assets_count; i++) {
        if (model->assets[i].scope != SCOPE_FLEET) {
            continue;
        }
        struct model variant = *model;
        struct core core;
        variant.assets = ARENA_ARRAY(arena, struct asset, model->assets_count);
        memcpy(variant.assets, model->assets, model->assets_count * sizeof *model->assets);
        variant.assets[i].scope = SCOPE_DEVICE;
        if (is_feasible(way, &variant, &core)) {
            add_exit(way, BASE_SCOPE + price_of(&core),
                     arena_printf(arena, "give every device its own %s (scope: device)",
                                  model->assets[i].id));
        }
    }
}

static void try_functions(struct way_out *way)
{
    struct arena *arena = way->core->solver.arena;
    const struct model *model = way->plan->model;
    for (size_t i = 0; i < model->functions_count; i++) {
        if (!model->functions[i].essential) {
            continue;
        }
        struct model variant = *model;
        struct core core;
        variant.functions = ARENA_ARRAY(arena, struct function, model->functions_count);
        memcpy(variant.functions, model->functions,
               model->functions_count * sizeof *model->functions);
        variant.functions[i].essential = false;
        if (is_feasible(way, &variant, &core)) {
            add_exit(way, BASE_FUNCTION + price_of(&core),
                     arena_printf(arena, "give up the function %s", model->functions[i].id));
        }
    }
}

// The same port if there is one, so that the application stays what it is.
static const struct board *board_with(const struct plan *plan, const char *chip)
{
    const struct board *found = NULL;
    for (size_t i = 0; i < plan->catalogue->boards_count; i++) {
        const struct board *board = &plan->catalogue->boards[i];
        if (strcmp(board->chip, chip) != 0) {
            continue;
        }
        const bool same_port = plan->model->device.board != NULL &&
                               strcmp(board->port, plan->model->device.board->port) == 0;
        if (same_port) {
            return board;
        }
        found = found == NULL ? board : found;
    }
    return found;
}

// The model's own interfaces, and in place of the old board's those of the new one.
static void move_interfaces(struct arena *arena, struct model *variant, const struct board *board)
{
    const struct interface *old = variant->interfaces;
    const size_t count = variant->interfaces_count;
    variant->interfaces = ARENA_ARRAY(arena, struct interface, count + board->interface_count);
    variant->interfaces_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (old[i].declared) {
            variant->interfaces[variant->interfaces_count++] = old[i];
        }
    }
    const size_t declared = variant->interfaces_count;
    for (size_t i = 0; i < board->interface_count; i++) {
        bool known = false;
        for (size_t j = 0; j < declared; j++) {
            known = known || strcmp(variant->interfaces[j].id, board->interfaces[i].id) == 0;
        }
        if (!known) {
            variant->interfaces[variant->interfaces_count++] =
                (struct interface){.id = board->interfaces[i].id,
                                   .kind = board->interfaces[i].kind,
                                   .need = NEED_NONE};
        }
    }
}

static void try_chips(struct way_out *way)
{
    struct arena *arena = way->core->solver.arena;
    const struct plan *plan = way->plan;
    for (size_t i = 0; i < plan->catalogue->chips_count; i++) {
        const struct chip *chip = &plan->catalogue->chips[i];
        const struct board *board = board_with(plan, chip->id);
        if (board == NULL || strcmp(chip->id, plan->model->device.chip->id) == 0) {
            continue;
        }
        const bool same_port = plan->model->device.board != NULL &&
                               strcmp(board->port, plan->model->device.board->port) == 0;
        struct model variant = *plan->model;
        struct core core;
        variant.device.chip = chip;
        variant.device.board = board;
        move_interfaces(arena, &variant, board);
        if (is_feasible(way, &variant, &core)) {
            add_exit(way, BASE_CHIP + (same_port ? 0.0 : 1.0) + price_of(&core),
                     arena_printf(arena, "move to chip %s (board %s)", chip->id, board->id));
        }
    }
}

// The model with one more acceptance for each of the leaves.
static struct model with_responses(struct arena *arena, const struct model *model,
                                   const struct names *leaves)
{
    struct model variant = *model;
    variant.responses = ARENA_ARRAY(arena, struct response, model->responses_count + leaves->count);
    if (model->responses_count > 0) {
        memcpy(variant.responses, model->responses,
               model->responses_count * sizeof *model->responses);
    }
    for (size_t i = 0; i < leaves->count; i++) {
        variant.responses[variant.responses_count++] = (struct response){
            .threat = leaves->items[i], .kind = RESPONSE_ACCEPT, .owner = "", .reason = ""};
    }
    return variant;
}

static void add_response_exit(struct way_out *way, const struct names *leaves,
                              const struct core *core)
{
    struct buf text;
    buf_init(&text, way->core->solver.arena, TEXT_LIMIT);
    buf_puts(&text, "accept or transfer ");
    for (size_t i = 0; i < leaves->count; i++) {
        buf_printf(&text, "%s%s", i == 0 ? "" : ", ", leaves->items[i]);
    }
    buf_puts(&text, " with owner, reason and expiry");
    add_exit(way, BASE_RESPONSE * (double)leaves->count + price_of(core), text.data);
}

// The first path in the conflict of a core; NULL: there is none.
static const struct path *conflict_path(const struct core *core)
{
    const struct program *program = &core->solver.offer->program;
    for (size_t i = 0; i < program->group_count; i++) {
        if (program->groups[i].kind == GROUP_PATH && !program->groups[i].dropped) {
            return program->groups[i].path;
        }
    }
    return NULL;
}

// Accepts the last step of a path in the conflict, looks again, until a plan exists. The last
// step is where most ways to the same prize come together.
static void try_many_responses(struct way_out *way)
{
    struct arena *arena = way->core->solver.arena;
    struct names leaves = {
        .items = ARENA_ARRAY(arena, const char *, way->plan->catalogue->leaves_count)};
    const struct path *path = conflict_path(way->core);
    while (path != NULL && leaves.count < way->plan->catalogue->leaves_count) {
        const char *leaf = path->leaves[path->leaf_count - 1]->id;
        if (names_has(&leaves, leaf)) {
            return;
        }
        leaves.items[leaves.count++] = leaf;
        const struct model variant = with_responses(arena, way->plan->model, &leaves);
        struct core core;
        if (is_feasible(way, &variant, &core)) {
            add_response_exit(way, &leaves, &core);
            return;
        }
        if (core.solved != SOLVED_INFEASIBLE || core.solver.offer == NULL) {
            return;
        }
        struct plan ignored = {.model = &variant, .catalogue = way->plan->catalogue};
        core_conflict(&core, &ignored);
        path = conflict_path(&core);
    }
}

static void try_responses(struct way_out *way)
{
    struct arena *arena = way->core->solver.arena;
    const struct path *path = conflict_path(way->core);
    size_t found = 0;
    for (size_t i = 0; path != NULL && i < path->leaf_count && found < RESPONSE_EXITS_MAX; i++) {
        const char *leaf = path->leaves[i]->id;
        const struct names leaves = {.items = &leaf, .count = 1};
        const struct model variant = with_responses(arena, way->plan->model, &leaves);
        struct core core;
        if (is_feasible(way, &variant, &core)) {
            add_response_exit(way, &leaves, &core);
            found++;
        }
    }
    if (found == 0) {
        try_many_responses(way);
    }
}

static int by_price(const void *left, const void *right)
{
    const struct conflict_exit *a = left;
    const struct conflict_exit *b = right;
    if (a->price < b->price || a->price > b->price) {
        return a->price < b->price ? -1 : 1;
    }
    return strcmp(a->text, b->text);
}

void core_exits(struct core *core, const struct plan_options *options, struct plan *plan)
{
    struct way_out way = {core, options, plan};
    plan->exits = ARENA_ARRAY(core->solver.arena, struct conflict_exit, EXIT_MAX);
    try_budgets(&way);
    try_scopes(&way);
    try_functions(&way);
    try_chips(&way);
    try_responses(&way);
    qsort(plan->exits, plan->exit_count, sizeof *plan->exits, by_price);
}
