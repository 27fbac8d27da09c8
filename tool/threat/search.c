// SPDX-License-Identifier: MIT
#include "threat/search.h"

#include "threat/compose.h"

// What one node may hold, and how many unions one AND may try. Real catalogues stay far
// below; beyond it the subset order gives way to the front (threat/engine.c).
enum {
    SUBSET_MAX = 512,
    SUBSET_WORK_MAX = 1 << 20,
    FRONT_MAX = 8192,
    SUBSET_UNIONS_MAX = 1 << 15,
    FRONT_UNIONS_MAX = 1 << 20
};

static size_t unions_of(const struct search *search)
{
    return search->order == ORDER_SUBSET ? SUBSET_UNIONS_MAX : FRONT_UNIONS_MAX;
}

static size_t limit_of(const struct search *search)
{
    return search->order == ORDER_SUBSET ? SUBSET_MAX : FRONT_MAX;
}

void search_init(struct search *search)
{
    search->states = ARENA_ARRAY(search->arena, struct labels, search->graph->state_count);
    search->done = ARENA_ARRAY(search->arena, bool, search->graph->state_count);
    search->exhausted = false;
}

static void keep(struct search *search, struct labels *set, const struct order *order,
                 const struct label *label)
{
    if (search->exhausted || !potential_within(&label->potential, &search->ceiling)) {
        return;
    }
    search->work += set->count;
    labels_add(search->arena, set, order, label);
    const bool tired = search->order == ORDER_SUBSET && search->work > SUBSET_WORK_MAX;
    if (tired || set->count > limit_of(search)) {
        search->exhausted = true;
    }
}

static struct order order_at(const struct search *search, const bool *shared)
{
    return (struct order){.kind = search->order, .shared = shared, .force = search->force};
}

static struct labels gate_labels(struct search *search, const struct gate *gate);

// Every pair of one label from each side.
static struct labels join_all(struct search *search, const struct labels *a, const struct labels *b)
{
    const struct order order = order_at(search, NULL);
    struct labels joined = {0};
    if (b->count != 0 && a->count > unions_of(search) / b->count) {
        search->exhausted = true;
    }
    for (size_t i = 0; i < a->count && !search->exhausted; i++) {
        for (size_t j = 0; j < b->count; j++) {
            const struct label label =
                label_join(search->arena, search->force, &a->items[i], &b->items[j]);
            keep(search, &joined, &order, &label);
        }
    }
    return joined;
}

static struct labels one_of(struct search *search, const struct gate *gate)
{
    const struct order order = order_at(search, NULL);
    struct labels set = {0};
    for (size_t i = 0; i < gate->count; i++) {
        const struct labels child = gate_labels(search, &gate->children[i]);
        for (size_t j = 0; j < child.count; j++) {
            keep(search, &set, &order, &child.items[j]);
        }
    }
    return set;
}

static struct labels free_label(struct search *search)
{
    struct labels set = {0};
    const struct label nothing = {.potential = {0}};
    const struct order order = order_at(search, NULL);
    keep(search, &set, &order, &nothing);
    return set;
}

static struct labels all_of(struct search *search, const struct gate *gate)
{
    struct labels set = free_label(search);
    for (size_t i = 0; i < gate->count && set.count > 0; i++) {
        const struct labels child = gate_labels(search, &gate->children[i]);
        set = join_all(search, &set, &child);
    }
    return set;
}

static void add_step(struct search *search, struct labels *set, const struct order *order,
                     uint16_t index)
{
    const struct step *step = &search->graph->steps[index];
    const struct label own = {
        .potential = search->force->develop[index],
        .class_break = step->leaf->class_break,
        .hands = search->force->hands[index],
        .count = 1,
        .steps = &index,
        .signature = UINT64_C(1) << (index % 64U),
    };
    if (search->force->cut[index] || !potential_within(&own.potential, &search->ceiling)) {
        return;
    }
    const struct labels needed = gate_labels(search, &step->requires);
    for (size_t i = 0; i < needed.count; i++) {
        const struct label label = label_join(search->arena, search->force, &needed.items[i], &own);
        keep(search, set, order, &label);
    }
}

static struct labels state_labels(struct search *search, size_t state)
{
    if (search->done[state]) {
        return search->states[state];
    }
    // Marked before the walk: were there a cycle, it would add nothing and end.
    search->done[state] = true;
    const bool *shared = &search->graph->shared[state * search->graph->step_count];
    const struct order order = order_at(search, shared);
    const struct yielders *yielders = &search->graph->states[state];
    struct labels set = {0};
    for (size_t i = 0; i < yielders->count; i++) {
        add_step(search, &set, &order, yielders->steps[i]);
    }
    search->states[state] = set;
    return set;
}

static struct labels gate_labels(struct search *search, const struct gate *gate)
{
    switch (gate->kind) {
    case GATE_FREE:
        return free_label(search);
    case GATE_STATE:
        return state_labels(search, gate->state);
    case GATE_ALL:
        return all_of(search, gate);
    case GATE_ANY:
        return one_of(search, gate);
    case GATE_NEVER:
        break;
    }
    return (struct labels){0};
}

struct labels search_goal(struct search *search, size_t goal)
{
    const struct labels reached = gate_labels(search, &search->graph->goals[goal]);
    struct order order = order_at(search, NULL);
    order.nothing_shared = true;
    struct labels front = {0};
    for (size_t i = 0; i < reached.count; i++) {
        keep(search, &front, &order, &reached.items[i]);
    }
    return front;
}
