// SPDX-License-Identifier: MIT
// Goals, leaves, checks and attacks as a whole: names that exist, entries that are of use.
#include "catalogue/loading.h"
#include "threat/facts.h"

#include <string.h>

void names_check(const struct loading *loading, const struct yaml_node *mapping, const char *key,
                 const struct names *known, const char *what)
{
    const struct yaml_node *list = yaml_get(mapping, key);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct yaml_node *item = &list->items[i];
        if (!names_has(known, item->text)) {
            reader_unknown(&loading->reader, item->place, what, item->text, known);
        }
    }
}

void facts_check(const struct loading *loading, const struct expr *expr)
{
    if (expr == NULL) {
        return;
    }
    if (expr->kind == EXPR_NAME && !fact_is_known(loading->catalogue, expr->name)) {
        reader_mistake(&loading->reader, expr->place, "docs/spec/catalogue.md lists the facts",
                       "no model can state the fact '%s'", expr->name);
    }
    for (size_t i = 0; i < expr->count; i++) {
        facts_check(loading, expr->children[i]);
    }
}

// Attack trees are monotone: an attacker never loses by reaching more. So `not` has no place
// over states, and a state that no leaf yields could never be reached.
static void check_states(const struct loading *loading, const struct expr *expr)
{
    if (expr == NULL) {
        return;
    }
    if (expr->kind == EXPR_NOT) {
        reader_mistake(&loading->reader, expr->place, NULL,
                       "'not' cannot stand over states: reaching more never hinders an attacker");
    }
    if (expr->kind == EXPR_NAME && catalogue_state(loading->catalogue, expr->name) == NULL) {
        const struct names known = CATALOGUE_IDS(loading->reader.arena, loading->catalogue, states);
        reader_unknown(&loading->reader, expr->place, "state", expr->name, &known);
    }
    for (size_t i = 0; i < expr->count; i++) {
        check_states(loading, expr->children[i]);
    }
}

static void check_goals(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    for (size_t i = 0; i < catalogue->goals_count; i++) {
        check_states(loading, catalogue->goals[i].reached_by);
        names_check(loading, loading_node(loading, ENTRY_GOAL, i), "asset_kinds",
                    &catalogue->asset_kinds, "asset kind");
    }
}

static struct names check_and_attack_ids(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    struct arena *arena = loading->reader.arena;
    const struct names checks = CATALOGUE_IDS(arena, catalogue, checks);
    const struct names attacks = CATALOGUE_IDS(arena, catalogue, attacks);
    struct names both = {ARENA_ARRAY(arena, const char *, checks.count + attacks.count),
                         checks.count + attacks.count};
    for (size_t i = 0; i < both.count; i++) {
        both.items[i] = i < checks.count ? checks.items[i] : attacks.items[i - checks.count];
    }
    return both;
}

static void check_leaves(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    const struct names states = CATALOGUE_IDS(loading->reader.arena, catalogue, states);
    const struct names proofs = check_and_attack_ids(loading);
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        const struct yaml_node *node = loading_node(loading, ENTRY_LEAF, i);
        facts_check(loading, catalogue->leaves[i].applies_when);
        check_states(loading, catalogue->leaves[i].requires);
        names_check(loading, node, "yields", &states, "state");
        names_check(loading, node, "checks", &proofs, "check or attack");
    }
}

static bool expr_names(const struct expr *expr, const char *name)
{
    if (expr == NULL) {
        return false;
    }
    if (expr->kind == EXPR_NAME) {
        return strcmp(expr->name, name) == 0;
    }
    for (size_t i = 0; i < expr->count; i++) {
        if (expr_names(expr->children[i], name)) {
            return true;
        }
    }
    return false;
}

static void check_state_use(const struct loading *loading, const struct state *state)
{
    const struct catalogue *catalogue = loading->catalogue;
    bool yielded = false;
    bool wanted = false;
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        yielded = yielded || names_has(&catalogue->leaves[i].yields, state->id);
        wanted = wanted || expr_names(catalogue->leaves[i].requires, state->id);
    }
    for (size_t i = 0; i < catalogue->goals_count; i++) {
        wanted = wanted || expr_names(catalogue->goals[i].reached_by, state->id);
    }
    if (!yielded) {
        reader_mistake(&loading->reader, state->place, NULL, "no leaf yields the state '%s'",
                       state->id);
    }
    if (!wanted) {
        reader_mistake(&loading->reader, state->place, NULL,
                       "no leaf and no goal requires the state '%s'", state->id);
    }
}

static void check_proof_use(const struct loading *loading, enum entry_kind kind, size_t i)
{
    const struct entry *entry = &loading->entries[loading->first[kind] + i];
    for (size_t k = 0; k < loading->catalogue->leaves_count; k++) {
        if (names_has(&loading->catalogue->leaves[k].checks, entry->id)) {
            return;
        }
    }
    reader_mistake(&loading->reader, entry->node->place, "name it in the 'checks' of a leaf",
                   "the %s '%s' proves no leaf", entry_kinds[kind].word, entry->id);
}

void threats_check(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    check_goals(loading);
    check_leaves(loading);
    for (size_t i = 0; i < catalogue->states_count; i++) {
        check_state_use(loading, &catalogue->states[i]);
    }
    for (size_t i = 0; i < catalogue->checks_count; i++) {
        check_proof_use(loading, ENTRY_CHECK, i);
    }
    for (size_t i = 0; i < catalogue->attacks_count; i++) {
        check_proof_use(loading, ENTRY_ATTACK, i);
    }
}
