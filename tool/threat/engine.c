// SPDX-License-Identifier: MIT
#include "threat/engine.h"

#include "threat/compose.h"

const struct engine *engine_make(struct arena *arena, struct diag *diag, const struct model *model,
                                 const struct catalogue *catalogue)
{
    struct engine *engine = ARENA_NEW(arena, struct engine);
    engine->model = model;
    engine->catalogue = catalogue;
    engine->graph = graph_make(arena, diag, model, catalogue);
    if (engine->graph == NULL) {
        return NULL;
    }
    engine->stakes =
        ARENA_ARRAY(arena, struct stakes, catalogue->goals_count * model->adversaries_count);
    for (size_t i = 0; i < catalogue->goals_count; i++) {
        for (size_t j = 0; j < model->adversaries_count; j++) {
            engine->stakes[i * model->adversaries_count + j] =
                stakes_of(arena, model, &catalogue->goals[i], &model->adversaries[j]);
        }
    }
    return engine;
}

const struct stakes *engine_stakes(const struct engine *engine, size_t goal, size_t adversary)
{
    return &engine->stakes[goal * engine->model->adversaries_count + adversary];
}

void engine_exhausted(struct diag *diag, const struct adversary *adversary)
{
    diag_input(diag, adversary->place, "lower this adversary's ceilings or split the catalogue",
               "too many different attacks are within reach of %s to compare them all",
               adversary->id);
}

static bool can_take(const struct gate *gate, const struct graph *graph, const uint16_t *taken,
                     size_t count);

static bool is_given(const struct graph *graph, size_t state, const uint16_t *taken, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct yielders *yielders = &graph->states[state];
        for (size_t j = 0; j < yielders->count; j++) {
            if (yielders->steps[j] == taken[i]) {
                return true;
            }
        }
    }
    return false;
}

static bool can_take(const struct gate *gate, const struct graph *graph, const uint16_t *taken,
                     size_t count)
{
    if (gate->kind == GATE_STATE) {
        return is_given(graph, gate->state, taken, count);
    }
    size_t met = 0;
    for (size_t i = 0; i < gate->count; i++) {
        met += can_take(&gate->children[i], graph, taken, count);
    }
    return gate->kind == GATE_FREE || (gate->kind == GATE_ALL && met == gate->count) ||
           (gate->kind == GATE_ANY && met > 0);
}

// Puts the steps into an order that an attacker can follow: each finds what it requires.
static void order_steps(const struct graph *graph, const struct label *label, uint16_t *ordered)
{
    size_t count = 0;
    while (count < label->count) {
        size_t next = label->count;
        for (size_t i = 0; i < label->count && next == label->count; i++) {
            bool taken = false;
            for (size_t j = 0; j < count; j++) {
                taken = taken || ordered[j] == label->steps[i];
            }
            const struct gate *requires = &graph->steps[label->steps[i]].requires;
            if (!taken && can_take(requires, graph, ordered, count)) {
                next = i;
            }
        }
        if (next == label->count) {
            return; // cannot happen for a set that reaches its goal
        }
        ordered[count++] = label->steps[next];
    }
}

static void fill_path(struct arena *arena, const struct graph *graph, const struct label *label,
                      struct path *path)
{
    uint16_t *ordered = ARENA_ARRAY(arena, uint16_t, label->count);
    order_steps(graph, label, ordered);
    path->leaves = ARENA_ARRAY(arena, const struct leaf *, label->count);
    path->leaf_count = label->count;
    for (size_t i = 0; i < label->count; i++) {
        path->leaves[i] = graph->steps[ordered[i]].leaf;
    }
}

static void add_path(const struct engine *engine, struct arena *arena, const struct query *query,
                     const struct label *label, struct path *path)
{
    const size_t goal = (size_t)(path->goal - engine->catalogue->goals);
    const size_t adversary = (size_t)(path->adversary - engine->model->adversaries);
    path->potential = label->potential;
    path->score = potential_score(&label->potential);
    path->feasibility = feasibility_of(path->score);
    path->open = true;
    path->class_steps = label->class_break || !label->hands;
    const struct judgement judgement =
        stakes_judge(engine_stakes(engine, goal, adversary), path->feasibility, path->class_steps);
    path->asset = judgement.asset;
    path->impact = judgement.impact;
    path->class_break = judgement.class_break;
    path->accept = judgement.accept;
    path->above = judgement.above;
    if (path->above || !query->above_only) {
        fill_path(arena, engine->graph, label, path);
    }
}

struct collector {
    const struct engine *engine;
    struct arena *arena;
    const struct query *query;
    struct path_list *out;
    size_t capacity;
};

static void collect(struct collector *collector, struct search *search, size_t goal,
                    const struct adversary *adversary)
{
    const struct labels labels = search_goal(search, goal);
    struct path_list *out = collector->out;
    for (size_t i = 0; i < labels.count && !search->exhausted; i++) {
        struct path path = {.goal = &collector->engine->catalogue->goals[goal],
                            .adversary = adversary};
        add_path(collector->engine, collector->arena, collector->query, &labels.items[i], &path);
        if (path.leaves == NULL) {
            continue;
        }
        out->items = arena_grow(collector->arena, out->items, out->count, &collector->capacity,
                                sizeof *out->items);
        out->items[out->count++] = path;
    }
}

// All goals of one adversary in one order; true unless the limit was hit.
static bool search_adversary(struct collector *collector, const struct force *force, size_t index,
                             enum order_kind order)
{
    AUTO_ARENA scratch = arena_new();
    const struct engine *engine = collector->engine;
    const struct query *query = collector->query;
    const struct adversary *adversary = &engine->model->adversaries[index];
    struct search search = {.arena = scratch,
                            .graph = engine->graph,
                            .force = force,
                            .order = order,
                            .ceiling = query->ceilings != NULL ? query->ceilings[index]
                                                               : adversary->ceiling};
    search_init(&search);
    for (size_t goal = 0; goal < engine->catalogue->goals_count && !search.exhausted; goal++) {
        if (engine_stakes(engine, goal, index)->count > 0) {
            collect(collector, &search, goal, adversary);
        }
    }
    return !search.exhausted;
}

bool engine_paths(const struct engine *engine, struct arena *arena, struct diag *diag,
                  const struct query *query, struct path_list *out)
{
    AUTO_ARENA scratch = arena_new();
    const struct force *force = force_make(scratch, engine->graph, query->in_force, query->ignored);
    *out = (struct path_list){.complete = !query->front_only};
    struct collector collector = {engine, arena, query, out, 0};
    for (size_t i = 0; i < engine->model->adversaries_count; i++) {
        const size_t before = out->count;
        if (!query->front_only && search_adversary(&collector, force, i, ORDER_SUBSET)) {
            continue;
        }
        out->complete = false;
        out->count = before;
        if (!search_adversary(&collector, force, i, ORDER_FRONT)) {
            engine_exhausted(diag, &engine->model->adversaries[i]);
            return false;
        }
    }
    return true;
}

bool engine_is_above(const struct engine *engine, const struct path *path, const bool *in_force)
{
    const size_t goal = (size_t)(path->goal - engine->catalogue->goals);
    const size_t adversary = (size_t)(path->adversary - engine->model->adversaries);
    struct potential sum = {0};
    bool class_break = false;
    bool hands = false;
    for (size_t i = 0; i < path->leaf_count; i++) {
        const struct step *step =
            &engine->graph->steps[graph_step(engine->graph, path->leaves[i]->id)];
        struct potential own;
        bool own_hands = false;
        if (!step_effort(step, in_force, &own, &own_hands)) {
            return false;
        }
        const uint32_t days = days_add(sum.days, own.days);
        sum = potential_join(sum, own);
        sum.days = days;
        class_break = class_break || step->leaf->class_break;
        hands = hands || own_hands;
    }
    return potential_within(&sum, &path->adversary->ceiling) &&
           stakes_judge(engine_stakes(engine, goal, adversary),
                        feasibility_of(potential_score(&sum)), class_break || !hands)
               .above;
}
