// SPDX-License-Identifier: MIT
#include "threat/explain.h"

#include "threat/explain_lines.h"
#include "threat/words.h"

#include <string.h>

enum { TEXT_LIMIT = 256 * 1024 };

static const char *state_word(enum capability_state state)
{
    static const char *const words[] = {[CAPABILITY_YES] = "yes",
                                        [CAPABILITY_NO] = "no",
                                        [CAPABILITY_PARTIAL] = "partial",
                                        [CAPABILITY_CONDITIONAL] = "conditional",
                                        [CAPABILITY_UNKNOWN] = "unknown"};
    return words[state];
}

static void put_chip(struct buf *out, const struct chip *chip)
{
    buf_printf(out, "%s (chip): %s\n", chip->id, chip->title);
    explain_field(out, "source", chip->source);
    buf_puts(out, "  The planner reads anything but yes as no.\n");
    for (size_t i = 0; i < chip->capability_count; i++) {
        const struct capability *capability = &chip->capabilities[i];
        buf_printf(out, "  %-18s %-11s %s%s%s\n", capability->name, state_word(capability->state),
                   capability->detail == NULL ? "" : capability->detail,
                   capability->source == NULL ? "" : "; ",
                   capability->source == NULL ? "" : capability->source);
    }
}

static void put_board(struct buf *out, const struct board *board)
{
    buf_printf(out, "%s (board): %s\n", board->id, board->title);
    explain_field(out, "port", board->port);
    explain_field(out, "chip", board->chip);
    explain_field(out, "built here as target", board->target);
    for (size_t i = 0; i < board->interface_count; i++) {
        buf_printf(out, "  interface %s: %s\n", board->interfaces[i].id, board->interfaces[i].kind);
    }
    explain_names(out, "features", &board->features);
}

static void put_goal(struct buf *out, const struct catalogue *catalogue, const struct goal *goal)
{
    static const char *const words[] = {[PROPERTY_CONFIDENTIALITY] = "confidentiality",
                                        [PROPERTY_INTEGRITY] = "integrity",
                                        [PROPERTY_AVAILABILITY] = "availability"};
    (void)catalogue;
    buf_printf(out, "%s (goal): %s\n  reached by: ", goal->id, goal->title);
    explain_expr(out, goal->reached_by);
    buf_printf(out, "\n  harms the %s of: ", words[goal->property]);
    for (size_t i = 0; i < goal->asset_kinds.count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", goal->asset_kinds.items[i]);
    }
    buf_puts(out, "\n");
}

static void put_profile(struct buf *out, const struct adversary_profile *profile)
{
    buf_printf(out, "%s (adversary): %s\n  can do everything up to %s\n", profile->id,
               profile->title, potential_text(out->arena, &profile->ceiling));
    explain_field(out, "because", profile->rationale);
}

static void put_users(struct buf *out, const struct catalogue *catalogue, const char *check)
{
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        if (names_has(&catalogue->leaves[i].checks, check)) {
            buf_printf(out, "  proves %s: %s\n", catalogue->leaves[i].id,
                       catalogue->leaves[i].title);
        }
    }
}

static void put_check(struct buf *out, const struct catalogue *catalogue, const struct check *check)
{
    buf_printf(out, "%s (check): %s\n", check->id, check->title);
    explain_field(out, "rule", check->rule);
    explain_field(out, "expected on a hardened build", check->expect);
    explain_field(out, "why", check->why);
    explain_field(out, "advice", check->advice);
    put_users(out, catalogue, check->id);
}

static void put_attack(struct buf *out, const struct catalogue *catalogue,
                       const struct attack *attack)
{
    buf_printf(out, "%s (attack): %s\n", attack->id, attack->title);
    explain_field(out, "over", attack->over);
    explain_field(out, "why", attack->why);
    put_users(out, catalogue, attack->id);
}

static void put_standard(struct buf *out, const struct standard *standard)
{
    buf_printf(out, "%s (standard): %s\n", standard->id, standard->title);
    explain_field(out, "edition", standard->edition);
    for (size_t i = 0; i < standard->clause_count; i++) {
        buf_printf(out, "  %s: %s%s\n", standard->clauses[i].number, standard->clauses[i].title,
                   standard->clauses[i].from_memory ? " (numbered from memory: check)" : "");
    }
}

static void put_state(struct buf *out, const struct catalogue *catalogue, const struct state *state)
{
    buf_printf(out, "%s (state of an attacker): %s\n", state->id,
               state->title == NULL ? "" : state->title);
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        if (names_has(&catalogue->leaves[i].yields, state->id)) {
            buf_printf(out, "  given by %s: %s\n", catalogue->leaves[i].id,
                       catalogue->leaves[i].title);
        }
    }
}

static void put_standard_by_id(struct buf *out, const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->standards_count; i++) {
        if (strcmp(catalogue->standards[i].id, id) == 0) {
            put_standard(out, &catalogue->standards[i]);
        }
    }
    for (size_t i = 0; i < catalogue->states_count; i++) {
        if (strcmp(catalogue->states[i].id, id) == 0) {
            put_state(out, catalogue, &catalogue->states[i]);
        }
    }
}

static void put_device_part(struct buf *out, const struct catalogue *catalogue, const char *id)
{
    const struct chip *chip = catalogue_chip(catalogue, id);
    const struct board *board = catalogue_board(catalogue, id);
    const struct adversary_profile *profile = catalogue_profile(catalogue, id);
    if (chip != NULL) {
        put_chip(out, chip);
    }
    if (board != NULL) {
        put_board(out, board);
    }
    if (profile != NULL) {
        put_profile(out, profile);
    }
}

// An id may stand for entries of several kinds (a chip and a board, say): all are told.
const char *explain_entry(struct arena *arena, const struct catalogue *catalogue, const char *id)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    const struct leaf *leaf = catalogue_leaf(catalogue, id);
    const struct control *control = catalogue_control(catalogue, id);
    const struct goal *goal = catalogue_goal(catalogue, id);
    const struct check *check = catalogue_check(catalogue, id);
    const struct attack *attack = catalogue_attack(catalogue, id);
    if (leaf != NULL) {
        explain_leaf(&out, catalogue, leaf);
    }
    if (control != NULL) {
        explain_control(&out, control);
    }
    if (goal != NULL) {
        put_goal(&out, catalogue, goal);
    }
    if (check != NULL) {
        put_check(&out, catalogue, check);
    }
    if (attack != NULL) {
        put_attack(&out, catalogue, attack);
    }
    put_device_part(&out, catalogue, id);
    put_standard_by_id(&out, catalogue, id);
    return out.size == 0 ? NULL : out.data;
}

// The ids of a list of entries. Every struct of the catalogue starts with its id.
static void add_ids(struct names *ids, const void *entries, size_t count, size_t size)
{
    const char *at = entries;
    for (size_t i = 0; i < count; i++, at += size) {
        memcpy(&ids->items[ids->count++], at, sizeof ids->items[0]);
    }
}

const char *explain_nearest(struct arena *arena, const struct catalogue *catalogue,
                            const char *word)
{
    const size_t count = catalogue->leaves_count + catalogue->controls_count +
                         catalogue->goals_count + catalogue->checks_count +
                         catalogue->attacks_count + catalogue->chips_count +
                         catalogue->boards_count + catalogue->profiles_count +
                         catalogue->standards_count + catalogue->states_count;
    struct names ids = {.items = ARENA_ARRAY(arena, const char *, count)};
    add_ids(&ids, catalogue->leaves, catalogue->leaves_count, sizeof *catalogue->leaves);
    add_ids(&ids, catalogue->controls, catalogue->controls_count, sizeof *catalogue->controls);
    add_ids(&ids, catalogue->goals, catalogue->goals_count, sizeof *catalogue->goals);
    add_ids(&ids, catalogue->checks, catalogue->checks_count, sizeof *catalogue->checks);
    add_ids(&ids, catalogue->attacks, catalogue->attacks_count, sizeof *catalogue->attacks);
    add_ids(&ids, catalogue->chips, catalogue->chips_count, sizeof *catalogue->chips);
    add_ids(&ids, catalogue->boards, catalogue->boards_count, sizeof *catalogue->boards);
    add_ids(&ids, catalogue->profiles, catalogue->profiles_count, sizeof *catalogue->profiles);
    add_ids(&ids, catalogue->standards, catalogue->standards_count, sizeof *catalogue->standards);
    add_ids(&ids, catalogue->states, catalogue->states_count, sizeof *catalogue->states);
    return names_closest(&ids, word);
}
