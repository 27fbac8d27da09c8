// SPDX-License-Identifier: MIT
// judge.c - from verdicts of leaves to one answer: is it good enough?
#include "verify/verify.h"

#include "verify/leaf.h"
#include "verify/reasons.h"

#include <string.h>

static const struct leaf_result *find_leaf(const struct verification *verification, const char *id)
{
    for (size_t i = 0; i < verification->leaf_count; i++) {
        if (strcmp(verification->leaves[i].leaf->id, id) == 0) {
            return &verification->leaves[i];
        }
    }
    return NULL;
}

static void judge_leaves(struct arena *arena, struct verification *verification)
{
    const struct threats *before = verification->input.plan->before;
    verification->leaves = ARENA_ARRAY(arena, struct leaf_result, before->applicable_count);
    verification->leaf_count = before->applicable_count;
    for (size_t i = 0; i < verification->leaf_count; i++) {
        struct leaf_result *result = &verification->leaves[i];
        result->leaf = before->applicable[i];
        leaf_judge(arena, &verification->input, result);
        verification->counts[result->verdict]++;
    }
}

// Whether the plan may count on what a control does to this leaf. What nothing here can test is
// asserted, and the report says so; what could be tested has to be shown.
static bool is_shown(const struct verification *verification, const char *leaf)
{
    const struct leaf_result *result = find_leaf(verification, leaf);
    return result == NULL || result->verdict == VERDICT_PASS || result->verdict == VERDICT_ASSERTED;
}

static struct control as_shown(struct arena *arena, const struct verification *verification,
                               const struct control *control)
{
    struct control copy = *control;
    copy.effects = ARENA_ARRAY(arena, struct effect, control->effect_count);
    copy.effect_count = 0;
    for (size_t i = 0; i < control->effect_count; i++) {
        if (is_shown(verification, control->effects[i].leaf)) {
            copy.effects[copy.effect_count++] = control->effects[i];
        }
    }
    return copy;
}

// The threats that are left when a control counts only where it was shown. The engine takes the
// effects of a control from the catalogue, so that it is given a catalogue of what was shown.
static bool observe(struct arena *arena, struct diag *diag, struct verification *verification)
{
    const struct plan *plan = verification->input.plan;
    const size_t count = plan->catalogue->controls_count;
    struct catalogue *shown = ARENA_NEW(arena, struct catalogue);
    *shown = *plan->catalogue;
    shown->controls = ARENA_ARRAY(arena, struct control, count);
    for (size_t i = 0; i < count; i++) {
        shown->controls[i] = as_shown(arena, verification, &plan->catalogue->controls[i]);
    }
    const struct control **chosen = ARENA_ARRAY(arena, const struct control *, plan->choice_count);
    for (size_t i = 0; i < plan->choice_count; i++) {
        chosen[i] = plan->choices[i].control;
    }
    verification->observed =
        threats_find(arena, diag, plan->model, shown, chosen, plan->choice_count);
    return verification->observed != NULL;
}

static void mark_above(struct verification *verification)
{
    const struct threats *observed = verification->observed;
    for (size_t i = 0; i < observed->path_count; i++) {
        const struct path *path = &observed->paths[i];
        if (!path->above || path_is_covered(observed->model, path)) {
            continue;
        }
        for (size_t l = 0; l < path->leaf_count; l++) {
            const struct leaf_result *found = find_leaf(verification, path->leaves[l]->id);
            if (found != NULL) {
                verification->leaves[found - verification->leaves].above = true;
            }
        }
    }
}

static bool seen_before(const struct verification *verification, size_t leaf, size_t check)
{
    const char *id = verification->leaves[leaf].checks[check].id;
    for (size_t i = 0; i <= leaf; i++) {
        const struct leaf_result *result = &verification->leaves[i];
        const size_t end = i == leaf ? check : result->check_count;
        for (size_t k = 0; k < end; k++) {
            if (strcmp(result->checks[k].id, id) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void count(struct tally *tally, const struct check_result *check)
{
    const bool answered = check->verdict == VERDICT_PASS || check->verdict == VERDICT_FAIL;
    // An attack that succeeded on stock did so even when the other build gave no answer.
    const bool succeeded = strcmp(check->stock, outcome_word(OUTCOME_SUCCEEDED)) == 0;
    tally->count++;
    tally->stock += answered || succeeded || check->verdict == VERDICT_INCONCLUSIVE;
    tally->hardened += check->verdict == VERDICT_FAIL;
    tally->unknown += !answered;
}

static void count_checks(struct verification *verification)
{
    const struct catalogue *catalogue = verification->input.plan->catalogue;
    for (size_t i = 0; i < verification->leaf_count; i++) {
        const struct leaf_result *result = &verification->leaves[i];
        for (size_t k = 0; k < result->check_count; k++) {
            if (seen_before(verification, i, k)) {
                continue;
            }
            const bool attack = catalogue_attack(catalogue, result->checks[k].id) != NULL;
            count(attack ? &verification->attacks : &verification->statics, &result->checks[k]);
        }
    }
}

static bool works(const struct attack_results *results)
{
    return results != NULL && results->has_works && results->works.outcome == OUTCOME_SUCCEEDED;
}

const struct verification *verify_judge(struct arena *arena, struct diag *diag,
                                        const struct verify_input *input)
{
    struct verification *verification = ARENA_NEW(arena, struct verification);
    verification->input = *input;
    judge_leaves(arena, verification);
    if (!observe(arena, diag, verification)) {
        return NULL;
    }
    mark_above(verification);
    count_checks(verification);
    verification->works_on_stock = works(input->on_stock);
    verification->works_on_hardened = works(input->on_hardened);
    verification->works_known = input->on_stock != NULL && input->on_stock->has_works &&
                                input->on_hardened != NULL && input->on_hardened->has_works;
    if (input->hardened_inventory != NULL) {
        verification->interfaces =
            audit_compare(arena, input->hardened_inventory, input->plan->model);
    }
    verification->reasons = reasons_find(arena, verification);
    verification->good_enough = verification->reasons.count == 0;
    return verification;
}

const char *verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "pass";
    case VERDICT_FAIL:
        return "fail";
    case VERDICT_INCONCLUSIVE:
        return "inconclusive";
    case VERDICT_NOT_RUN:
        return "not-run";
    case VERDICT_BROKEN_CHECK:
        return "broken-check";
    case VERDICT_ASSERTED:
        return "asserted";
    }
    return "not-run";
}
