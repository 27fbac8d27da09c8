// engine.h - which attacks are open with these controls in force? The question that threats/
// asks once and the planner asks again and again.
#ifndef THREAT_ENGINE_H
#define THREAT_ENGINE_H

#include "threat/graph.h"
#include "threat/search.h"
#include "threat/stakes.h"
#include "threat/threat.h"

struct engine {
    const struct model *model;
    const struct catalogue *catalogue;
    const struct graph *graph;
    struct stakes *stakes; // goals x adversaries, goal by goal
};

struct query {
    const bool *in_force;             // one element per catalogue->controls; NULL: none
    const struct names *ignored;      // leaves that count as covered; NULL: none
    bool above_only;                  // leave out what the appetite accepts
    bool front_only;                  // the cheapest paths, not every minimal one
    const struct potential *ceilings; // by adversary, in place of their own; NULL: their own
};

struct path_list {
    struct path *items;
    size_t count;
    bool complete; // false: front only, because there were too many minimal paths
};

// NULL only after reporting an exhausted limit.
const struct engine *engine_make(struct arena *arena, struct diag *diag, const struct model *model,
                                 const struct catalogue *catalogue);

const struct stakes *engine_stakes(const struct engine *engine, size_t goal, size_t adversary);

// The open paths, goal by goal, adversary by adversary. An empty list means that there are
// none: when too many minimal paths exist, the front stands for them, and it is never empty
// unless they are all closed. Returns false only after reporting an exhausted limit.
bool engine_paths(const struct engine *engine, struct arena *arena, struct diag *diag,
                  const struct query *query, struct path_list *out);

// Whether a path found earlier is still open and above the appetite under other controls.
bool engine_is_above(const struct engine *engine, const struct path *path, const bool *in_force);

// Reports that a search ran into its limit.
void engine_exhausted(struct diag *diag, const struct adversary *adversary);

#endif
