// SPDX-License-Identifier: MIT
#include "threat/labels.h"

#include "threat/compose.h"

#include <string.h>

static bool is_subset(const struct label *a, const struct label *b)
{
    if (a->count > b->count || (a->signature & ~b->signature) != 0) {
        return false;
    }
    size_t j = 0;
    for (size_t i = 0; i < a->count; i++) {
        while (j < b->count && b->steps[j] < a->steps[i]) {
            j++;
        }
        if (j == b->count || b->steps[j] != a->steps[i]) {
            return false;
        }
    }
    return true;
}

static bool has_step(const struct label *label, uint16_t step)
{
    if ((label->signature >> (step % 64U) & 1U) == 0) {
        return false;
    }
    for (size_t i = 0; i < label->count; i++) {
        if (label->steps[i] == step) {
            return true;
        }
    }
    return false;
}

static bool may_be_shared(const struct order *order, uint16_t step)
{
    return !order->nothing_shared && (order->shared == NULL || order->shared[step]);
}

// The most that `a` can cost in days over `b`, when the rest of the attack already holds every
// step of `b` that it can hold, and none of `a` besides.
static bool days_at_most(const struct order *order, const struct label *a, const struct label *b)
{
    uint32_t paid_by_a = 0;
    uint32_t paid_by_b = 0;
    for (size_t i = 0; i < a->count; i++) {
        const uint16_t step = a->steps[i];
        if (!may_be_shared(order, step) || !has_step(b, step)) {
            paid_by_a = days_add(paid_by_a, order->force->develop[step].days);
        }
    }
    for (size_t i = 0; i < b->count; i++) {
        if (!may_be_shared(order, b->steps[i])) {
            paid_by_b = days_add(paid_by_b, order->force->develop[b->steps[i]].days);
        }
    }
    return paid_by_a <= paid_by_b;
}

static bool makes_needless(const struct order *order, const struct label *a, const struct label *b)
{
    if (order->kind == ORDER_SUBSET) {
        return is_subset(a, b);
    }
    const struct potential *p = &a->potential;
    const struct potential *q = &b->potential;
    // A class break and an attack without hands meet the stricter appetite: a label that has
    // one of them is never dropped for a label that has not.
    return p->expertise <= q->expertise && p->knowledge <= q->knowledge && p->window <= q->window &&
           p->equipment <= q->equipment && p->access <= q->access &&
           a->class_break >= b->class_break && a->hands <= b->hands && days_at_most(order, a, b);
}

bool label_simpler(const struct label *a, const struct label *b)
{
    if (a->count != b->count) {
        return a->count < b->count;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (a->steps[i] != b->steps[i]) {
            return a->steps[i] < b->steps[i];
        }
    }
    return false;
}

void labels_add(struct arena *arena, struct labels *set, const struct order *order,
                const struct label *label)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!makes_needless(order, &set->items[i], label)) {
            continue;
        }
        if (label_simpler(label, &set->items[i]) && makes_needless(order, label, &set->items[i])) {
            break;
        }
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (!makes_needless(order, label, &set->items[i])) {
            set->items[kept++] = set->items[i];
        }
    }
    set->count = kept;
    set->items = arena_grow(arena, set->items, set->count, &set->capacity, sizeof *set->items);
    set->items[set->count++] = *label;
}

struct label label_join(struct arena *arena, const struct force *force, const struct label *a,
                        const struct label *b)
{
    struct label joined = {
        .potential = potential_join(a->potential, b->potential),
        .class_break = a->class_break || b->class_break,
        .hands = a->hands || b->hands,
        .signature = a->signature | b->signature,
    };
    uint16_t *steps = ARENA_ARRAY(arena, uint16_t, (size_t)a->count + b->count);
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;
    uint32_t days = 0;
    while (i < a->count || j < b->count) {
        const bool from_a = j == b->count || (i < a->count && a->steps[i] <= b->steps[j]);
        const uint16_t step = from_a ? a->steps[i] : b->steps[j];
        i += i < a->count && a->steps[i] == step;
        j += j < b->count && b->steps[j] == step;
        steps[count++] = step;
        days = days_add(days, force->develop[step].days);
    }
    joined.potential.days = days;
    joined.steps = steps;
    joined.count = (uint16_t)count;
    return joined;
}
