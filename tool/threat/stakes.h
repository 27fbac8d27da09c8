// stakes.h - what an attack on a goal costs the device's owner, and how much is too much.
#ifndef THREAT_STAKES_H
#define THREAT_STAKES_H

#include "base/arena.h"
#include "model/model.h"

// The assets that a goal harms and the adversary wants, worst first. Empty: nothing at stake.
struct stakes {
    const struct asset **assets;
    const enum impact *impacts;
    size_t count;
    const struct appetite *appetite;
};

struct judgement {
    const struct asset *asset;
    enum impact impact;
    bool class_break;
    bool above;              // feasibility is above what the appetite accepts
    enum feasibility accept; // the row that was applied
};

struct stakes stakes_of(struct arena *arena, const struct model *model, const struct goal *goal,
                        const struct adversary *adversary);

// Judges an attack of this feasibility on every asset and returns the worst judgement.
// `class_break`: the attack is one, whatever the asset's scope. `stakes` must not be empty.
struct judgement stakes_judge(const struct stakes *stakes, enum feasibility feasibility,
                              bool class_break);

#endif
