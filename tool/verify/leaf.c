// SPDX-License-Identifier: MIT
#include "verify/leaf.h"

#include <string.h>

static const struct attack_result *find_result(const struct attack_results *results, const char *id)
{
    for (size_t i = 0; results != NULL && i < results->count; i++) {
        if (strcmp(results->items[i].attack->id, id) == 0) {
            return &results->items[i];
        }
    }
    return NULL;
}

static enum outcome outcome_of(const struct attack_result *result)
{
    return result != NULL ? result->outcome : OUTCOME_NOT_RUN;
}

static enum verdict attack_verdict(enum outcome stock, enum outcome hardened)
{
    if (stock == OUTCOME_NOT_RUN) {
        return VERDICT_NOT_RUN;
    }
    if (stock != OUTCOME_SUCCEEDED) {
        return VERDICT_BROKEN_CHECK;
    }
    switch (hardened) {
    case OUTCOME_SUCCEEDED:
        return VERDICT_FAIL;
    case OUTCOME_REFUSED:
        return VERDICT_PASS;
    case OUTCOME_INCONCLUSIVE:
        return VERDICT_INCONCLUSIVE;
    case OUTCOME_NOT_RUN:
        return VERDICT_NOT_RUN;
    }
    return VERDICT_NOT_RUN;
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

static void judge_attack(const struct verify_input *input, const struct attack *attack,
                         struct check_result *check)
{
    const struct attack_result *stock = find_result(input->on_stock, attack->id);
    const struct attack_result *hardened = find_result(input->on_hardened, attack->id);
    // Of what was tried, the words of the hardened build: the factors differ from run to run.
    const struct attack_result *told = hardened != NULL ? hardened : stock;
    check->title = attack->title;
    check->tried = text_or(told != NULL ? told->tried : NULL, "nothing");
    check->stock = outcome_word(outcome_of(stock));
    check->hardened = outcome_word(outcome_of(hardened));
    check->verdict = attack_verdict(outcome_of(stock), outcome_of(hardened));
    const bool blame_stock =
        stock != NULL && (check->verdict == VERDICT_BROKEN_CHECK ||
                          (check->verdict == VERDICT_NOT_RUN && stock->outcome == OUTCOME_NOT_RUN));
    const struct attack_result *evidence = blame_stock ? stock : hardened;
    check->evidence = evidence != NULL ? evidence->evidence : NULL;
}

static const struct fact *find_fact(const struct inventory *inventory, const char *rule)
{
    for (size_t i = 0; inventory != NULL && i < inventory->fact_count; i++) {
        if (strcmp(inventory->facts[i].name, rule) == 0) {
            return &inventory->facts[i];
        }
    }
    return NULL;
}

static enum fact_state state_of(const struct inventory *inventory, const char *rule)
{
    const struct fact *fact = find_fact(inventory, rule);
    return fact != NULL && inventory->recognised ? fact->state : FACT_UNKNOWN;
}

static enum verdict static_verdict(enum fact_state wanted, enum fact_state stock,
                                   enum fact_state hardened)
{
    const enum fact_state other = wanted == FACT_ABSENT ? FACT_PRESENT : FACT_ABSENT;
    if (stock == FACT_NOT_APPLICABLE) {
        return VERDICT_NOT_RUN;
    }
    // A check that does not see the hole on the stock build sees none anywhere.
    if (stock != other) {
        return VERDICT_BROKEN_CHECK;
    }
    if (hardened == wanted) {
        return VERDICT_PASS;
    }
    return hardened == other ? VERDICT_FAIL : VERDICT_INCONCLUSIVE;
}

static void judge_static(struct arena *arena, const struct verify_input *input,
                         const struct check *rule, struct check_result *check)
{
    const enum fact_state wanted =
        strcmp(rule->expect, "present") == 0 ? FACT_PRESENT : FACT_ABSENT;
    const enum fact_state stock = state_of(input->stock_inventory, rule->rule);
    const enum fact_state hardened = state_of(input->hardened_inventory, rule->rule);
    const struct fact *fact = find_fact(input->hardened_inventory, rule->rule);
    check->title = rule->title;
    check->tried = arena_printf(arena, "look for '%s' in the firmware", rule->rule);
    check->stock = fact_state_word(stock);
    check->hardened = fact_state_word(hardened);
    check->verdict = static_verdict(wanted, stock, hardened);
    check->evidence = fact != NULL ? fact->evidence : NULL;
    if (input->stock_inventory == NULL || input->hardened_inventory == NULL) {
        check->verdict = VERDICT_NOT_RUN;
        check->tried = "nothing";
    }
}

// Never mind how often it says pass: one hole is a hole, and what was not seen is not closed.
static unsigned badness(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return 0;
    case VERDICT_ASSERTED:
        return 1;
    case VERDICT_INCONCLUSIVE:
        return 2;
    case VERDICT_NOT_RUN:
        return 3;
    case VERDICT_BROKEN_CHECK:
        return 4;
    case VERDICT_FAIL:
        return 5;
    }
    return 5;
}

enum verdict verdict_worst(const struct check_result *checks, size_t count)
{
    enum verdict worst = count == 0 ? VERDICT_ASSERTED : VERDICT_PASS;
    for (size_t i = 0; i < count; i++) {
        if (badness(checks[i].verdict) > badness(worst)) {
            worst = checks[i].verdict;
        }
    }
    return worst;
}

void leaf_judge(struct arena *arena, const struct verify_input *input, struct leaf_result *result)
{
    const struct names *ids = &result->leaf->checks;
    const struct catalogue *catalogue = input->plan->catalogue;
    result->checks = ARENA_ARRAY(arena, struct check_result, ids->count);
    result->check_count = ids->count;
    for (size_t i = 0; i < ids->count; i++) {
        struct check_result *check = &result->checks[i];
        const struct attack *attack = catalogue_attack(catalogue, ids->items[i]);
        const struct check *rule = catalogue_check(catalogue, ids->items[i]);
        *check = (struct check_result){
            .id = ids->items[i],
            .title = ids->items[i],
            .tried = "nothing",
            .stock = "unknown",
            .hardened = "unknown",
            .verdict = VERDICT_NOT_RUN,
        };
        if (attack != NULL) {
            judge_attack(input, attack, check);
        } else if (rule != NULL) {
            judge_static(arena, input, rule, check);
        }
        if (input->not_built) {
            check->evidence = "the firmware was not built here";
        }
    }
    result->verdict = verdict_worst(result->checks, result->check_count);
    result->response = leaf_response(input->plan->model, result->leaf);
}

const struct response *leaf_response(const struct model *model, const struct leaf *leaf)
{
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        const bool counts =
            response->kind == RESPONSE_TRANSFER || response->kind == RESPONSE_ACCEPT;
        if (counts && !response->expired && strcmp(response->threat, leaf->id) == 0) {
            return response;
        }
    }
    return NULL;
}

bool path_is_covered(const struct model *model, const struct path *path)
{
    for (size_t i = 0; i < path->leaf_count; i++) {
        if (leaf_response(model, path->leaves[i]) != NULL) {
            return true;
        }
    }
    return false;
}
