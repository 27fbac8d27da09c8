// threat.h - what can go wrong: the attack paths that apply to this device.
//
// Method `attack-potential/1`: sets of leaves with their potential vectors are carried up the
// DAG, AND adds days and takes the maximum of the other factors, a leaf met twice is paid
// once. docs/spec/attack-potential.md has the rules and why they are exact.
#ifndef THREAT_THREAT_H
#define THREAT_THREAT_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

// A minimal set of leaves that reaches a goal, seen by one adversary.
struct path {
    unsigned number; // 1.., stable within one list; `threats --path N`
    const struct goal *goal;
    const struct adversary *adversary;
    const struct leaf **leaves; // in the order in which the attacker takes them
    size_t leaf_count;
    struct potential potential; // composed, with the chosen controls' effects
    unsigned score;
    enum feasibility feasibility;
    const struct asset *asset; // the worst hit
    enum impact impact;
    bool class_steps;        // the steps alone make it a class break
    bool class_break;        // the stricter appetite row applies: steps or asset say so
    enum feasibility accept; // what the appetite accepts, by the row that applies
    bool open;               // within the adversary's ceilings in every factor
    bool above;              // open, and feasibility above the appetite
    bool fragile;            // the decision flips when one factor moves by one level
    const char *fragile_why; // which factor; NULL
    const char *why;         // the decision in one sentence
};

// The two verdicts for one goal and one adversary. `score` is the least over all paths that
// the adversary stands near enough for, whatever the other ceilings say (the headline).
struct headline {
    const struct goal *goal;
    const struct adversary *adversary;
    bool reachable; // there is such a path at all; false: the fields below mean nothing
    bool open;      // some path lies within every ceiling
    bool above;     // some open path is above the appetite
    struct potential potential;
    unsigned score;
    enum feasibility feasibility;
};

struct threats {
    const struct model *model;
    const struct catalogue *catalogue;
    struct path *paths; // open paths, worst first; then number order
    size_t path_count;
    size_t above_count;
    // false: there are more minimal paths than could be listed. Then `paths` holds, for each
    // goal and adversary, the cheapest ones only; verdicts and headlines stay exact.
    bool complete;
    struct headline *headlines; // goals x adversaries in order of id, where an asset is hit
    size_t headline_count;
    const struct leaf **applicable; // leaves whose condition holds, sorted by id
    size_t applicable_count;
};

// `controls` (may be empty) are taken as in force: their effects cut and raise leaves. They are
// looked up in `catalogue` by id, and the effects that stand there count; one that is not there has
// none. Whoever asks about other effects gives a catalogue that has them (verify/judge.c).
// Never fails on a checked model and catalogue; NULL only after reporting an exhausted limit.
const struct threats *threats_find(struct arena *arena, struct diag *diag,
                                   const struct model *model, const struct catalogue *catalogue,
                                   const struct control *const *controls, size_t control_count);

// Worst first, for qsort().
int path_order(const void *left, const void *right);

// Why a leaf does or does not apply to this device, in words, one line per condition.
const char *threats_why(struct arena *arena, const struct model *model, const struct leaf *leaf);

// The story of one path, step by step, in words.
const char *threats_story(struct arena *arena, const struct path *path);

json_t *threats_to_json(const struct threats *threats);
json_t *path_to_json(const struct path *path);

#endif
