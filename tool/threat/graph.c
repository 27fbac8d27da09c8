// SPDX-License-Identifier: MIT
#include "threat/graph.h"

#include "threat/compose.h"
#include "threat/facts.h"

#include <string.h>

// Repeating a step is cheap below the first rating of the CEM ("basic").
enum { CHEAP_SCORE = 10 };

static size_t state_index(const struct catalogue *catalogue, const char *id)
{
    size_t low = 0;
    size_t high = catalogue->states_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(id, catalogue->states[middle].id);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return SIZE_MAX;
}

static void gate_from(struct arena *arena, const struct catalogue *catalogue,
                      const struct expr *expr, struct gate *gate)
{
    // The loader refuses `not` over states. Should one come by, it asks nothing: that can
    // show a path too many, never one too few.
    if (expr == NULL || expr->kind == EXPR_NOT) {
        gate->kind = GATE_FREE;
        return;
    }
    if (expr->kind == EXPR_NAME) {
        gate->state = state_index(catalogue, expr->name);
        gate->kind = gate->state == SIZE_MAX ? GATE_NEVER : GATE_STATE;
        return;
    }
    gate->kind = expr->kind == EXPR_ALL ? GATE_ALL : GATE_ANY;
    gate->count = expr->count;
    gate->children = ARENA_ARRAY(arena, struct gate, expr->count);
    for (size_t i = 0; i < expr->count; i++) {
        gate_from(arena, catalogue, expr->children[i], &gate->children[i]);
    }
}

static void add_steps(struct arena *arena, struct graph *graph)
{
    const struct catalogue *catalogue = graph->catalogue;
    graph->steps = ARENA_ARRAY(arena, struct step, catalogue->leaves_count);
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        const struct leaf *leaf = &catalogue->leaves[i];
        if (!expr_holds(graph->model, leaf->applies_when)) {
            continue;
        }
        struct step *step = &graph->steps[graph->step_count++];
        step->leaf = leaf;
        gate_from(arena, catalogue, leaf->requires, &step->requires);
    }
}

static void add_yielders(struct arena *arena, struct graph *graph)
{
    size_t *room = ARENA_ARRAY(arena, size_t, graph->state_count);
    for (size_t i = 0; i < graph->step_count; i++) {
        const struct names *yields = &graph->steps[i].leaf->yields;
        for (size_t j = 0; j < yields->count; j++) {
            const size_t state = state_index(graph->catalogue, yields->items[j]);
            if (state == SIZE_MAX) {
                continue;
            }
            struct yielders *to = &graph->states[state];
            to->steps = arena_grow(arena, to->steps, to->count, &room[state], sizeof *to->steps);
            to->steps[to->count++] = (uint16_t)i;
        }
    }
}

static void add_grips(struct arena *arena, struct graph *graph)
{
    size_t *room = ARENA_ARRAY(arena, size_t, graph->step_count);
    for (size_t i = 0; i < graph->catalogue->controls_count; i++) {
        const struct control *control = &graph->catalogue->controls[i];
        if (!expr_holds(graph->model, control->applies_when)) {
            continue;
        }
        for (size_t j = 0; j < control->effect_count; j++) {
            const size_t at = graph_step(graph, control->effects[j].leaf);
            if (at == SIZE_MAX) {
                continue;
            }
            struct step *step = &graph->steps[at];
            step->grips =
                arena_grow(arena, step->grips, step->grip_count, &room[at], sizeof *step->grips);
            step->grips[step->grip_count++] = (struct grip){i, &control->effects[j]};
        }
    }
}

struct walk {
    const struct graph *graph;
    size_t without; // state that may not be passed
    bool *seen;     // states
    bool *reached;  // steps
};

static void walk_gate(struct walk *walk, const struct gate *gate);

static void walk_state(struct walk *walk, size_t state)
{
    if (state == walk->without || walk->seen[state]) {
        return;
    }
    walk->seen[state] = true;
    const struct yielders *yielders = &walk->graph->states[state];
    for (size_t i = 0; i < yielders->count; i++) {
        const size_t step = yielders->steps[i];
        if (!walk->reached[step]) {
            walk->reached[step] = true;
            walk_gate(walk, &walk->graph->steps[step].requires);
        }
    }
}

static void walk_gate(struct walk *walk, const struct gate *gate)
{
    if (gate->kind == GATE_STATE) {
        walk_state(walk, gate->state);
    }
    for (size_t i = 0; i < gate->count; i++) {
        walk_gate(walk, &gate->children[i]);
    }
}

// Whether a gate asks for the state, or for a state that needs it.
static bool leads_to(const struct graph *graph, const struct gate *gate, const bool *above)
{
    if (gate->kind == GATE_STATE) {
        return above[gate->state];
    }
    for (size_t i = 0; i < gate->count; i++) {
        if (leads_to(graph, &gate->children[i], above)) {
            return true;
        }
    }
    return false;
}

// Marks the states whose steps need `state` somewhere below, and itself.
static void find_above(const struct graph *graph, size_t state, bool *above)
{
    memset(above, 0, graph->state_count * sizeof *above);
    above[state] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < graph->state_count; i++) {
            for (size_t j = 0; !above[i] && j < graph->states[i].count; j++) {
                const struct step *step = &graph->steps[graph->states[i].steps[j]];
                above[i] = leads_to(graph, &step->requires, above);
                changed = changed || above[i];
            }
        }
    }
}

// Where one child of an AND leads to the state, the other children stand beside it.
static void walk_beside(struct walk *walk, const struct gate *gate, const bool *above)
{
    size_t leading = 0;
    for (size_t i = 0; i < gate->count; i++) {
        walk_beside(walk, &gate->children[i], above);
        leading += leads_to(walk->graph, &gate->children[i], above);
    }
    for (size_t i = 0; gate->kind == GATE_ALL && i < gate->count; i++) {
        if (leading > leads_to(walk->graph, &gate->children[i], above)) {
            walk_gate(walk, &gate->children[i]);
        }
    }
}

static void find_shared(struct arena *arena, struct graph *graph)
{
    AUTO_ARENA scratch = arena_new();
    graph->shared = ARENA_ARRAY(arena, bool, graph->state_count * graph->step_count);
    bool *seen = ARENA_ARRAY(scratch, bool, graph->state_count);
    bool *above = ARENA_ARRAY(scratch, bool, graph->state_count);
    for (size_t state = 0; state < graph->state_count; state++) {
        memset(seen, 0, graph->state_count * sizeof *seen);
        find_above(graph, state, above);
        struct walk walk = {graph, state, seen, &graph->shared[state * graph->step_count]};
        for (size_t goal = 0; goal < graph->goal_count; goal++) {
            walk_beside(&walk, &graph->goals[goal], above);
        }
        for (size_t step = 0; step < graph->step_count; step++) {
            walk_beside(&walk, &graph->steps[step].requires, above);
        }
    }
}

const struct graph *graph_make(struct arena *arena, struct diag *diag, const struct model *model,
                               const struct catalogue *catalogue)
{
    if (catalogue->leaves_count > UINT16_MAX) {
        diag_input(diag, NO_PLACE, NULL, "the catalogue has %zu leaves; the limit is %d",
                   catalogue->leaves_count, UINT16_MAX);
        return NULL;
    }
    struct graph *graph = ARENA_NEW(arena, struct graph);
    graph->model = model;
    graph->catalogue = catalogue;
    graph->state_count = catalogue->states_count;
    graph->goal_count = catalogue->goals_count;
    graph->states = ARENA_ARRAY(arena, struct yielders, graph->state_count);
    graph->goals = ARENA_ARRAY(arena, struct gate, graph->goal_count);
    add_steps(arena, graph);
    add_yielders(arena, graph);
    add_grips(arena, graph);
    for (size_t i = 0; i < graph->goal_count; i++) {
        gate_from(arena, catalogue, catalogue->goals[i].reached_by, &graph->goals[i]);
    }
    find_shared(arena, graph);
    return graph;
}

size_t graph_step(const struct graph *graph, const char *leaf)
{
    size_t low = 0;
    size_t high = graph->step_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(leaf, graph->steps[middle].leaf->id);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return SIZE_MAX;
}

bool step_effort(const struct step *step, const bool *in_force, struct potential *develop,
                 bool *hands)
{
    struct potential repeat = step->leaf->repeat;
    *develop = step->leaf->develop;
    for (size_t i = 0; i < step->grip_count; i++) {
        const struct grip *grip = &step->grips[i];
        if (in_force == NULL || !in_force[grip->control]) {
            continue;
        }
        if (grip->effect->cut) {
            return false;
        }
        *develop = potential_raise(*develop, grip->effect->raise);
        // What a control asks of the first break need not be paid again on the next device.
        // Standing near is the exception: every device has an enclosure of its own.
        if (grip->effect->raise.access > repeat.access) {
            repeat.access = grip->effect->raise.access;
        }
    }
    *hands = repeat.access != ACCESS_REMOTE || potential_score(&repeat) >= CHEAP_SCORE;
    return true;
}

const struct force *force_make(struct arena *arena, const struct graph *graph, const bool *in_force,
                               const struct names *ignored)
{
    struct force *force = ARENA_NEW(arena, struct force);
    force->develop = ARENA_ARRAY(arena, struct potential, graph->step_count);
    force->cut = ARENA_ARRAY(arena, bool, graph->step_count);
    force->hands = ARENA_ARRAY(arena, bool, graph->step_count);
    for (size_t i = 0; i < graph->step_count; i++) {
        force->cut[i] =
            !step_effort(&graph->steps[i], in_force, &force->develop[i], &force->hands[i]);
    }
    for (size_t i = 0; ignored != NULL && i < ignored->count; i++) {
        const size_t step = graph_step(graph, ignored->items[i]);
        if (step != SIZE_MAX) {
            force->cut[step] = true;
        }
    }
    return force;
}
