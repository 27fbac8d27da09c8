// SPDX-License-Identifier: MIT
#include "threat/stakes.h"

#include <string.h>

static bool is_at_stake(const struct goal *goal, const struct adversary *adversary,
                        const struct asset *asset)
{
    return asset->impact[goal->property] != IMPACT_NONE &&
           names_has(&goal->asset_kinds, asset->kind) &&
           (adversary->motivated_by.count == 0 || names_has(&adversary->motivated_by, asset->id));
}

static bool is_worse(const struct asset *a, const struct asset *b, enum property property)
{
    if (a->impact[property] != b->impact[property]) {
        return a->impact[property] > b->impact[property];
    }
    if (a->scope != b->scope) {
        return a->scope > b->scope;
    }
    return strcmp(a->id, b->id) < 0;
}

struct stakes stakes_of(struct arena *arena, const struct model *model, const struct goal *goal,
                        const struct adversary *adversary)
{
    struct stakes stakes = {.appetite = &model->appetite};
    stakes.assets = ARENA_ARRAY(arena, const struct asset *, model->assets_count);
    enum impact *impacts = ARENA_ARRAY(arena, enum impact, model->assets_count);
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        if (!is_at_stake(goal, adversary, asset)) {
            continue;
        }
        size_t at = stakes.count++;
        for (; at > 0 && is_worse(asset, stakes.assets[at - 1], goal->property); at--) {
            stakes.assets[at] = stakes.assets[at - 1];
        }
        stakes.assets[at] = asset;
    }
    for (size_t i = 0; i < stakes.count; i++) {
        impacts[i] = stakes.assets[i]->impact[goal->property];
    }
    stakes.impacts = impacts;
    return stakes;
}

static struct judgement judge_one(const struct stakes *stakes, size_t i,
                                  enum feasibility feasibility, bool class_break)
{
    struct judgement judgement = {
        .asset = stakes->assets[i],
        .impact = stakes->impacts[i],
        .class_break = class_break || stakes->assets[i]->scope == SCOPE_FLEET,
        .accept = stakes->appetite->accept_up_to[stakes->impacts[i]],
    };
    const enum feasibility strict = stakes->appetite->class_break[stakes->impacts[i]];
    if (judgement.class_break && strict < judgement.accept) {
        judgement.accept = strict;
    }
    judgement.above = feasibility > judgement.accept;
    return judgement;
}

struct judgement stakes_judge(const struct stakes *stakes, enum feasibility feasibility,
                              bool class_break)
{
    struct judgement worst = judge_one(stakes, 0, feasibility, class_break);
    for (size_t i = 1; i < stakes->count && !worst.above; i++) {
        const struct judgement next = judge_one(stakes, i, feasibility, class_break);
        if (next.above) {
            worst = next;
        }
    }
    return worst;
}
