// SPDX-License-Identifier: MIT
#include "threat/threat.h"

#include "threat/compose.h"
#include "threat/engine.h"
#include "threat/words.h"

#include <stdlib.h>
#include <string.h>

static int by_leaves(const struct path *a, const struct path *b)
{
    for (size_t i = 0; i < a->leaf_count && i < b->leaf_count; i++) {
        const int order = strcmp(a->leaves[i]->id, b->leaves[i]->id);
        if (order != 0) {
            return order;
        }
    }
    return (a->leaf_count > b->leaf_count) - (a->leaf_count < b->leaf_count);
}

// Worst first: what has to be answered, then what hurts most, then what is easiest.
int path_order(const void *left, const void *right)
{
    const struct path *a = left;
    const struct path *b = right;
    if (a->above != b->above) {
        return a->above ? -1 : 1;
    }
    if (a->impact != b->impact) {
        return a->impact > b->impact ? -1 : 1;
    }
    if (a->score != b->score) {
        return a->score < b->score ? -1 : 1;
    }
    if (a->class_break != b->class_break) {
        return a->class_break ? -1 : 1;
    }
    if (a->leaf_count != b->leaf_count) {
        return a->leaf_count < b->leaf_count ? -1 : 1;
    }
    int order = strcmp(a->goal->id, b->goal->id);
    order = order != 0 ? order : strcmp(a->adversary->id, b->adversary->id);
    return order != 0 ? order : by_leaves(a, b);
}

static void number_paths(struct arena *arena, const struct engine *engine, struct threats *threats)
{
    if (threats->path_count > 0) {
        qsort(threats->paths, threats->path_count, sizeof *threats->paths, path_order);
    }
    for (size_t i = 0; i < threats->path_count; i++) {
        threats->paths[i].number = (unsigned)i + 1;
        threats->above_count += threats->paths[i].above;
        path_explain(arena, engine, &threats->paths[i]);
    }
}

static void list_applicable(struct arena *arena, const struct graph *graph, struct threats *threats)
{
    threats->applicable = ARENA_ARRAY(arena, const struct leaf *, graph->step_count);
    threats->applicable_count = graph->step_count;
    for (size_t i = 0; i < graph->step_count; i++) {
        threats->applicable[i] = graph->steps[i].leaf;
    }
}

static void headline_from(struct headline *headline, const struct labels *front)
{
    for (size_t i = 0; i < front->count; i++) {
        const struct label *label = &front->items[i];
        const unsigned score = potential_score(&label->potential);
        if (!headline->reachable || score < headline->score) {
            headline->reachable = true;
            headline->score = score;
            headline->potential = label->potential;
            headline->feasibility = feasibility_of(score);
        }
    }
}

static void headline_verdict(struct headline *headline, const struct threats *threats)
{
    for (size_t i = 0; i < threats->path_count; i++) {
        const struct path *path = &threats->paths[i];
        if (path->goal == headline->goal && path->adversary == headline->adversary) {
            headline->open = true;
            headline->above = headline->above || path->above;
        }
    }
}

// The headlines of one adversary. What is out of the adversary's reach counts here as well,
// so the ceilings are lifted, all but where the adversary can stand.
static bool add_headlines(const struct engine *engine, const struct force *force, size_t index,
                          struct threats *threats)
{
    AUTO_ARENA scratch = arena_new();
    const struct adversary *adversary = &engine->model->adversaries[index];
    struct search search = {.arena = scratch,
                            .graph = engine->graph,
                            .force = force,
                            .order = ORDER_FRONT,
                            .ceiling = {.days = UINT32_MAX,
                                        .expertise = EXPERTISE_MULTIPLE,
                                        .knowledge = KNOWLEDGE_CRITICAL,
                                        .window = WINDOW_DIFFICULT,
                                        .equipment = EQUIPMENT_MULTIPLE_BESPOKE,
                                        .access = adversary->ceiling.access}};
    search_init(&search);
    for (size_t goal = 0; goal < engine->catalogue->goals_count; goal++) {
        if (engine_stakes(engine, goal, index)->count == 0) {
            continue;
        }
        struct headline *headline = &threats->headlines[threats->headline_count++];
        headline->goal = &engine->catalogue->goals[goal];
        headline->adversary = adversary;
        const struct labels front = search_goal(&search, goal);
        headline_from(headline, &front);
        headline_verdict(headline, threats);
    }
    return !search.exhausted;
}

static int by_goal(const void *left, const void *right)
{
    const struct headline *a = left;
    const struct headline *b = right;
    const int order = strcmp(a->goal->id, b->goal->id);
    return order != 0 ? order : strcmp(a->adversary->id, b->adversary->id);
}

static bool find_headlines(struct arena *arena, struct diag *diag, const struct engine *engine,
                           const bool *in_force, struct threats *threats)
{
    AUTO_ARENA scratch = arena_new();
    const struct force *force = force_make(scratch, engine->graph, in_force, NULL);
    const size_t adversaries = engine->model->adversaries_count;
    threats->headlines =
        ARENA_ARRAY(arena, struct headline, engine->catalogue->goals_count * adversaries);
    for (size_t i = 0; i < adversaries; i++) {
        if (!add_headlines(engine, force, i, threats)) {
            engine_exhausted(diag, &engine->model->adversaries[i]);
            return false;
        }
    }
    if (threats->headline_count > 0) {
        qsort(threats->headlines, threats->headline_count, sizeof *threats->headlines, by_goal);
    }
    return true;
}

const struct threats *threats_find(struct arena *arena, struct diag *diag,
                                   const struct model *model, const struct catalogue *catalogue,
                                   const struct control *const *controls, size_t control_count)
{
    const struct engine *engine = engine_make(arena, diag, model, catalogue);
    if (engine == NULL) {
        return NULL;
    }
    bool *in_force = ARENA_ARRAY(arena, bool, catalogue->controls_count);
    for (size_t i = 0; i < control_count; i++) {
        const struct control *control = catalogue_control(catalogue, controls[i]->id);
        if (control != NULL) {
            in_force[control - catalogue->controls] = true;
        }
    }
    const struct query query = {.in_force = in_force};
    struct path_list list;
    if (!engine_paths(engine, arena, diag, &query, &list)) {
        return NULL;
    }
    struct threats *threats = ARENA_NEW(arena, struct threats);
    threats->model = model;
    threats->catalogue = catalogue;
    threats->paths = list.items;
    threats->path_count = list.count;
    threats->complete = list.complete;
    number_paths(arena, engine, threats);
    list_applicable(arena, engine->graph, threats);
    return find_headlines(arena, diag, engine, in_force, threats) ? threats : NULL;
}
