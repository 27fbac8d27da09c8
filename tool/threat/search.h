// search.h - carries labels up the DAG for one adversary: which attacks reach a goal?
#ifndef THREAT_SEARCH_H
#define THREAT_SEARCH_H

#include "threat/graph.h"
#include "threat/labels.h"

struct search {
    struct arena *arena; // scratch: release it and the labels are gone
    const struct graph *graph;
    const struct force *force;
    enum order_kind order;
    struct potential ceiling; // labels beyond it are dropped: they can only grow
    // Filled by search_init().
    struct labels *states;
    bool *done;
    size_t work;    // labels compared so far, for the limit of the subset order
    bool exhausted; // some set grew past its limit: results are not complete
};

// Set arena, graph, force, order and ceiling first.
void search_init(struct search *search);

// The labels that reach a goal (an index into catalogue->goals): all minimal sets of steps
// within the ceiling, or their Pareto front. Valid only when `exhausted` stayed false.
struct labels search_goal(struct search *search, size_t goal);

#endif
