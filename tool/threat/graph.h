// graph.h - the catalogue's leaves that apply to one model, as a DAG with numbers for names.
//
// Built once per model. Which controls are in force is kept apart, in struct force, so that a
// planner can try thousands of sets on one graph.
#ifndef THREAT_GRAPH_H
#define THREAT_GRAPH_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A requirement over states. GATE_FREE asks nothing; GATE_NEVER cannot be met, because it
// names a state that nothing here yields.
enum gate_kind { GATE_FREE, GATE_NEVER, GATE_STATE, GATE_ALL, GATE_ANY };
struct gate {
    enum gate_kind kind;
    size_t state; // GATE_STATE
    struct gate *children;
    size_t count;
};

// One control's grip on one step.
struct grip {
    size_t control; // index into catalogue->controls
    const struct effect *effect;
};

// A leaf that applies.
struct step {
    const struct leaf *leaf;
    struct gate requires;
    struct grip *grips;
    size_t grip_count;
};

// An OR of steps.
struct yielders {
    uint16_t *steps;
    size_t count;
};

struct graph {
    const struct model *model;
    const struct catalogue *catalogue;
    struct step *steps; // sorted by leaf id
    size_t step_count;
    struct yielders *states; // by index into catalogue->states
    size_t state_count;
    struct gate *goals; // by index into catalogue->goals
    size_t goal_count;
    // shared[state * step_count + step]: some AND takes the state on one side and reaches the
    // step on another without that state, so that one attack may need both.
    bool *shared;
};

// NULL only after reporting that the catalogue has more leaves than a graph can number.
const struct graph *graph_make(struct arena *arena, struct diag *diag, const struct model *model,
                               const struct catalogue *catalogue);

// The index of the step with this leaf, or SIZE_MAX.
size_t graph_step(const struct graph *graph, const char *leaf);

// The steps as they are with some controls in force.
struct force {
    struct potential *develop; // by step
    bool *cut;                 // cut by a control, or covered by a response
    bool *hands;               // repeating it is not both remote and cheap
};

// `in_force` has one element per catalogue->controls; NULL: none. Steps whose leaf is in
// `ignored` (may be NULL) count as cut.
const struct force *force_make(struct arena *arena, const struct graph *graph, const bool *in_force,
                               const struct names *ignored);

// The step's potential with these controls in force; false when one of them cuts it.
bool step_effort(const struct step *step, const bool *in_force, struct potential *develop,
                 bool *hands);

#endif
