// labels.h - sets of steps with their composed potential, and when one makes another needless.
//
// docs/spec/attack-potential.md §4 proves which orders may drop a label without a loss.
#ifndef THREAT_LABELS_H
#define THREAT_LABELS_H

#include "base/arena.h"
#include "catalogue/potential.h"
#include "threat/graph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One way to reach a state: a set of steps. `potential.days` is the sum over the set.
struct label {
    struct potential potential;
    bool class_break; // some step breaks the whole class
    bool hands;       // some step is not both remote and cheap to repeat
    uint16_t count;
    const uint16_t *steps; // ascending
    uint64_t signature;    // bit (step mod 64) for each step: a quick no for subset
};

struct labels {
    struct label *items;
    size_t count;
    size_t capacity;
};

enum order_kind {
    // Drops a set that contains another one: all minimal sets stay.
    ORDER_SUBSET,
    // Drops a set that costs at least as much in every factor, whatever is added to both:
    // the Pareto front stays, and the sets behind it that sharing could bring back.
    ORDER_FRONT,
};

// How labels at one node of the DAG compare. `shared` tells for each step whether the rest of
// an attack may contain it, too; NULL: any step may.
struct order {
    enum order_kind kind;
    const bool *shared;
    bool nothing_shared; // at a goal: nothing is added any more
    const struct force *force;
};

// Adds a label unless one in `set` makes it needless, and drops those that it makes needless.
void labels_add(struct arena *arena, struct labels *set, const struct order *order,
                const struct label *label);

// The union of two labels; a step in both is paid once. Its steps come from the arena.
struct label label_join(struct arena *arena, const struct force *force, const struct label *a,
                        const struct label *b);

// Fewer steps first, then by step: decides between labels that are worth the same.
bool label_simpler(const struct label *a, const struct label *b);

#endif
