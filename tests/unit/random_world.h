// random_world.h - a catalogue and a model made of dice, and the slow, obvious answers to
// compare with. Same seed, same world. The obvious answers share no code with threat/ and
// plan/: they try every subset.
#ifndef RANDOM_WORLD_H
#define RANDOM_WORLD_H

#include "base/arena.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct world {
    struct arena *arena;
    uint64_t dice;
    struct catalogue catalogue;
    struct model model;
    struct chip chip;
    struct board board;
};

// How large; each world draws its sizes up to these.
struct world_size {
    unsigned leaves, states, goals, adversaries, controls;
};

// Below `limit` (xorshift64).
static inline unsigned world_roll(struct world *world, unsigned limit)
{
    world->dice ^= world->dice << 13;
    world->dice ^= world->dice >> 7;
    world->dice ^= world->dice << 17;
    return (unsigned)((world->dice >> 20) % limit);
}

static inline bool world_toss(struct world *world, unsigned one_in)
{
    return world_roll(world, one_in) == 0;
}

// Mostly easy, sometimes not: worlds in which nothing is open teach nothing.
static inline unsigned world_ordinal(struct world *world)
{
    return world_toss(world, 2) ? 0 : world_roll(world, 4);
}

static inline struct potential world_potential(struct world *world)
{
    static const uint32_t days[] = {0, 1, 1, 1, 3, 7, 10, 20, 45};
    return (struct potential){
        .days = days[world_roll(world, 9)],
        .expertise = (enum expertise)world_ordinal(world),
        .knowledge = (enum knowledge)world_ordinal(world),
        .window = (enum window)world_ordinal(world),
        .equipment = (enum equipment)world_ordinal(world),
        .access = (enum access)world_ordinal(world),
    };
}

// A requirement over states before `limit`; NULL when there are none, or by chance.
static inline const struct expr *world_expr(struct world *world, unsigned limit, unsigned depth)
{
    if (limit == 0) {
        return NULL;
    }
    struct expr *expr = ARENA_NEW(world->arena, struct expr);
    if (depth == 0 || world_toss(world, 2)) {
        expr->kind = EXPR_NAME;
        expr->name = world->catalogue.states[world_roll(world, limit)].id;
        return expr;
    }
    expr->kind = world_toss(world, 2) ? EXPR_ALL : EXPR_ANY;
    expr->count = 2 + world_roll(world, 2);
    expr->children = ARENA_ARRAY(world->arena, const struct expr *, expr->count);
    for (size_t i = 0; i < expr->count; i++) {
        expr->children[i] = world_expr(world, limit, depth - 1);
    }
    return expr;
}

static inline struct names world_names(struct world *world, const char *first, const char *second)
{
    struct names names = {.items = ARENA_ARRAY(world->arena, const char *, 2)};
    if (first != NULL) {
        names.items[names.count++] = first;
    }
    if (second != NULL && second != first) {
        names.items[names.count++] = second;
    }
    return names;
}

static inline void world_add_leaf(struct world *world, unsigned number)
{
    struct leaf *leaf = &world->catalogue.leaves[number];
    const unsigned states = (unsigned)world->catalogue.states_count;
    const unsigned low = world_roll(world, states);
    const unsigned high = low + world_roll(world, states - low);
    leaf->id = arena_printf(world->arena, "l.%03u", number);
    leaf->title = leaf->id;
    leaf->requires = world_toss(world, 3) ? NULL : world_expr(world, low, 2);
    leaf->yields = world_names(world, world->catalogue.states[low].id,
                               world_toss(world, 3) ? world->catalogue.states[high].id : NULL);
    leaf->develop = world_potential(world);
    leaf->repeat = world_toss(world, 2) ? world_potential(world) : leaf->develop;
    leaf->class_break = world_toss(world, 5);
}

static inline void world_add_goal(struct world *world, unsigned number)
{
    struct goal *goal = &world->catalogue.goals[number];
    goal->id = arena_printf(world->arena, "g.%u", number);
    goal->title = goal->id;
    goal->reached_by = world_expr(world, (unsigned)world->catalogue.states_count, 2);
    goal->property = (enum property)world_roll(world, 3);
    goal->asset_kinds = world_names(world, world_toss(world, 2) ? "key" : "code", "data");
}

static inline void world_add_effects(struct world *world, struct control *control)
{
    control->effect_count = 1 + world_roll(world, 5);
    control->effects = ARENA_ARRAY(world->arena, struct effect, control->effect_count);
    for (size_t i = 0; i < control->effect_count; i++) {
        struct effect *effect = &control->effects[i];
        effect->leaf =
            world->catalogue.leaves[world_roll(world, (unsigned)world->catalogue.leaves_count)].id;
        effect->cut = world_toss(world, 2);
        effect->raise = effect->cut ? (struct potential){0} : world_potential(world);
    }
}

static inline void world_add_control(struct world *world, unsigned number)
{
    static const char *const functions[] = {"f.0", "f.1", "f.2"};
    struct control *control = &world->catalogue.controls[number];
    control->id = arena_printf(world->arena, "c.%03u", number);
    control->title = control->id;
    world_add_effects(world, control);
    if (world_toss(world, 4)) {
        control->loses = world_names(world, functions[world_roll(world, 3)], NULL);
    }
    if (number > 0 && world_toss(world, 6)) {
        control->needs =
            world_names(world, world->catalogue.controls[world_roll(world, number)].id, NULL);
    }
    if (number > 1 && (world->dice >> 40) % 6 == 0) {
        const size_t first = (size_t)(world->dice >> 30) % (number - 1);
        control->needs_one = world_names(world, world->catalogue.controls[first].id,
                                         world->catalogue.controls[number - 1].id);
    }
    if (number > 0 && world_toss(world, 8)) {
        control->conflicts =
            world_names(world, world->catalogue.controls[world_roll(world, number)].id, NULL);
    }
    if (world_toss(world, 8)) {
        control->needs_chip = world_names(world, world_toss(world, 2) ? "cap.yes" : "cap.no", NULL);
    }
    control->irreversible = world_toss(world, 6);
    if (!world_toss(world, 5)) {
        control->price_count = 1;
        control->prices = ARENA_NEW(world->arena, struct price);
        control->prices[0] = (struct price){.board = "B",
                                            .flash_bytes = (int32_t)world_roll(world, 9000) - 2000,
                                            .ram_bytes = (int32_t)world_roll(world, 900) - 200,
                                            .boot_us = (int32_t)world_roll(world, 40000)};
    }
}

static inline void world_add_asset(struct world *world, unsigned number)
{
    static const char *const kinds[] = {"key", "code", "data"};
    struct asset *asset = &world->model.assets[number];
    asset->id = arena_printf(world->arena, "a.%u", number);
    asset->kind = kinds[world_roll(world, 3)];
    asset->scope = world_toss(world, 4) ? SCOPE_FLEET : SCOPE_DEVICE;
    for (int i = 0; i < 3; i++) {
        asset->impact[i] = (enum impact)world_roll(world, IMPACT_COUNT);
    }
}

static inline void world_add_adversary(struct world *world, unsigned number)
{
    struct adversary *adversary = &world->model.adversaries[number];
    adversary->id = arena_printf(world->arena, "e.%u", number);
    adversary->ceiling = (struct potential){
        .days = world_toss(world, 2) ? 30 : 90,
        .expertise = (enum expertise)(1 + world_roll(world, 3)),
        .knowledge = (enum knowledge)(1 + world_roll(world, 3)),
        .window = (enum window)(1 + world_roll(world, 3)),
        .equipment = (enum equipment)(1 + world_roll(world, 3)),
        .access = (enum access)(1 + world_roll(world, 3)),
    };
    if (world_toss(world, 3)) {
        adversary->motivated_by = world_names(world, "a.0", NULL);
    }
}

static inline void world_add_model(struct world *world, unsigned adversaries)
{
    static const char *const functions[] = {"f.0", "f.1"};
    struct model *model = &world->model;
    struct arena *arena = world->arena;
    world->chip.id = "chip";
    world->chip.capability_count = 1;
    world->chip.capabilities = ARENA_NEW(arena, struct capability);
    world->chip.capabilities[0] = (struct capability){"cap.yes", CAPABILITY_YES, NULL, "test"};
    world->board = (struct board){.id = "B", .port = "p", .chip = "chip"};
    model->device.id = "device";
    model->device.chip = &world->chip;
    model->device.board = &world->board;
    model->folder = ".";
    model->assets_count = 3;
    model->assets = ARENA_ARRAY(arena, struct asset, 3);
    for (unsigned i = 0; i < 3; i++) {
        world_add_asset(world, i);
    }
    model->adversaries_count = adversaries;
    model->adversaries = ARENA_ARRAY(arena, struct adversary, adversaries);
    for (unsigned i = 0; i < adversaries; i++) {
        world_add_adversary(world, i);
    }
    for (int i = 0; i < IMPACT_COUNT; i++) {
        model->appetite.accept_up_to[i] =
            i == IMPACT_NONE ? FEASIBILITY_HIGH : (enum feasibility)world_roll(world, 4);
        model->appetite.class_break[i] = (enum feasibility)world_roll(world, 4);
    }
    model->functions_count = 2;
    model->functions = ARENA_ARRAY(arena, struct function, 2);
    for (unsigned i = 0; i < 2; i++) {
        model->functions[i] =
            (struct function){.id = functions[i], .essential = i == 0 && world_toss(world, 2)};
    }
    model->budget.limited_flash = world_toss(world, 2);
    model->budget.flash_bytes = world_roll(world, 20000);
    model->budget.limited_ram = world_toss(world, 3);
    model->budget.ram_bytes = world_roll(world, 2000);
}

static inline void world_make(struct world *world, struct arena *arena, uint64_t seed,
                              struct world_size size)
{
    *world = (struct world){.arena = arena, .dice = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
    struct catalogue *catalogue = &world->catalogue;
    (void)world_roll(world, 2);
    catalogue->states_count = 1 + world_roll(world, size.states);
    catalogue->leaves_count = 1 + world_roll(world, size.leaves);
    catalogue->goals_count = 1 + world_roll(world, size.goals);
    catalogue->controls_count = size.controls / 2 + world_roll(world, size.controls / 2 + 1);
    catalogue->states = ARENA_ARRAY(arena, struct state, catalogue->states_count);
    catalogue->leaves = ARENA_ARRAY(arena, struct leaf, catalogue->leaves_count);
    catalogue->goals = ARENA_ARRAY(arena, struct goal, catalogue->goals_count);
    catalogue->controls = ARENA_ARRAY(arena, struct control, catalogue->controls_count);
    catalogue->capabilities = world_names(world, "cap.no", "cap.yes");
    for (unsigned i = 0; i < catalogue->states_count; i++) {
        catalogue->states[i].id = arena_printf(arena, "s.%02u", i);
    }
    for (unsigned i = 0; i < catalogue->leaves_count; i++) {
        world_add_leaf(world, i);
    }
    for (unsigned i = 0; i < catalogue->goals_count; i++) {
        world_add_goal(world, i);
    }
    for (unsigned i = 0; i < catalogue->controls_count; i++) {
        world_add_control(world, i);
    }
    world_add_model(world, 1 + world_roll(world, size.adversaries));
}

// Whether a requirement holds when these states (one bit each) are given.
static inline bool world_given(const struct world *world, const struct expr *expr, uint32_t states)
{
    if (expr == NULL) {
        return true;
    }
    if (expr->kind == EXPR_NAME) {
        size_t i = 0;
        while (strcmp(world->catalogue.states[i].id, expr->name) != 0) {
            i++;
        }
        return (states >> i & 1U) != 0;
    }
    size_t met = 0;
    for (size_t i = 0; i < expr->count; i++) {
        met += world_given(world, expr->children[i], states);
    }
    return expr->kind == EXPR_ALL ? met == expr->count : met > 0;
}

static inline uint32_t world_yields(const struct world *world, const struct leaf *leaf)
{
    uint32_t states = 0;
    for (size_t i = 0; i < world->catalogue.states_count; i++) {
        if (names_has(&leaf->yields, world->catalogue.states[i].id)) {
            states |= UINT32_C(1) << i;
        }
    }
    return states;
}

// Whether this set of leaves reaches the goal.
static inline bool world_reaches(const struct world *world, const struct goal *goal,
                                 uint32_t leaves)
{
    uint32_t states = 0;
    for (uint32_t before = 1; before != states;) {
        before = states;
        for (size_t i = 0; i < world->catalogue.leaves_count; i++) {
            const struct leaf *leaf = &world->catalogue.leaves[i];
            if ((leaves >> i & 1U) != 0 && world_given(world, leaf->requires, states)) {
                states |= world_yields(world, leaf);
            }
        }
        if (states == 0) {
            break;
        }
    }
    return world_given(world, goal->reached_by, states);
}

// Sets of leaves, one bit each, by index into catalogue.leaves.
struct masks {
    uint32_t *items;
    size_t count;
};

// All minimal sets of leaves that reach a goal, by trying every subset.
static inline struct masks world_attacks(struct world *world, const struct goal *goal)
{
    const uint32_t end = UINT32_C(1) << world->catalogue.leaves_count;
    bool *reaches = ARENA_ARRAY(world->arena, bool, end);
    struct masks masks = {0};
    size_t capacity = 0;
    for (uint32_t mask = 0; mask < end; mask++) {
        bool minimal = true;
        for (uint32_t bit = 1; bit < end; bit <<= 1) {
            if ((mask & bit) != 0 && reaches[mask & ~bit]) {
                minimal = false;
                reaches[mask] = true;
            }
        }
        if (minimal && world_reaches(world, goal, mask)) {
            reaches[mask] = true;
            masks.items =
                arena_grow(world->arena, masks.items, masks.count, &capacity, sizeof *masks.items);
            masks.items[masks.count++] = mask;
        }
    }
    return masks;
}

static inline unsigned world_max(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static inline struct potential world_worst(struct potential a, struct potential b)
{
    return (struct potential){
        .days = world_max(a.days, b.days),
        .expertise = (enum expertise)world_max(a.expertise, b.expertise),
        .knowledge = (enum knowledge)world_max(a.knowledge, b.knowledge),
        .window = (enum window)world_max(a.window, b.window),
        .equipment = (enum equipment)world_max(a.equipment, b.equipment),
        .access = (enum access)world_max(a.access, b.access),
    };
}

// What a set of leaves asks for.
struct asked {
    struct potential potential;
    bool class_leaf; // some leaf breaks the class
    bool remote;     // every leaf is repeated from afar, for less than 10 points
};

// With these controls (one bit each) in force; false: a leaf of the set is cut.
static inline bool world_asks(const struct world *world, uint32_t leaves, uint32_t controls,
                              struct asked *asked)
{
    *asked = (struct asked){.remote = true};
    for (size_t i = 0; i < world->catalogue.leaves_count; i++) {
        const struct leaf *leaf = &world->catalogue.leaves[i];
        struct potential own = leaf->develop;
        struct potential repeat = leaf->repeat;
        if ((leaves >> i & 1U) == 0) {
            continue;
        }
        for (size_t j = 0; j < world->catalogue.controls_count; j++) {
            const struct control *control = &world->catalogue.controls[j];
            for (size_t k = 0; (controls >> j & 1U) != 0 && k < control->effect_count; k++) {
                const struct effect *effect = &control->effects[k];
                if (strcmp(effect->leaf, leaf->id) != 0) {
                    continue;
                }
                if (effect->cut) {
                    return false;
                }
                own = world_worst(own, effect->raise);
                repeat.access = (enum access)world_max(repeat.access, effect->raise.access);
            }
        }
        const uint32_t days = asked->potential.days + own.days;
        asked->potential = world_worst(asked->potential, own);
        asked->potential.days = days;
        asked->class_leaf = asked->class_leaf || leaf->class_break;
        asked->remote =
            asked->remote && repeat.access == ACCESS_REMOTE && potential_score(&repeat) < 10;
    }
    return true;
}

static inline bool world_within(const struct potential *a, const struct potential *b)
{
    return a->days <= b->days && a->expertise <= b->expertise && a->knowledge <= b->knowledge &&
           a->window <= b->window && a->equipment <= b->equipment && a->access <= b->access;
}

static inline bool world_hits(const struct goal *goal, const struct adversary *adversary,
                              const struct asset *asset)
{
    return asset->impact[goal->property] != IMPACT_NONE &&
           names_has(&goal->asset_kinds, asset->kind) &&
           (adversary->motivated_by.count == 0 || names_has(&adversary->motivated_by, asset->id));
}

static inline bool world_at_stake(const struct world *world, const struct goal *goal,
                                  const struct adversary *adversary)
{
    for (size_t i = 0; i < world->model.assets_count; i++) {
        if (world_hits(goal, adversary, &world->model.assets[i])) {
            return true;
        }
    }
    return false;
}

// Whether an attack that asks for this is above the appetite for some asset.
static inline bool world_above(const struct world *world, const struct goal *goal,
                               const struct adversary *adversary, const struct asked *asked)
{
    const unsigned score = potential_score(&asked->potential);
    const int feasibility = score <= 13 ? 3 : score <= 19 ? 2 : score <= 24 ? 1 : 0;
    for (size_t i = 0; i < world->model.assets_count; i++) {
        const struct asset *asset = &world->model.assets[i];
        const enum impact impact = asset->impact[goal->property];
        const bool strict = asked->class_leaf || asked->remote || asset->scope == SCOPE_FLEET;
        if (!world_hits(goal, adversary, asset)) {
            continue;
        }
        if (feasibility > (int)world->model.appetite.accept_up_to[impact] ||
            (strict && feasibility > (int)world->model.appetite.class_break[impact])) {
            return true;
        }
    }
    return false;
}

#endif
