// SPDX-License-Identifier: MIT
// Controls and boards as a whole: everything they name exists, and no two contradict.
#include "base/text.h"
#include "catalogue/loading.h"

#include <string.h>

static void check_effects(const struct loading *loading, const struct control *control,
                          const struct yaml_node *node)
{
    const struct names leaves = CATALOGUE_IDS(loading->reader.arena, loading->catalogue, leaves);
    const struct yaml_node *list = yaml_get(node, "effect");
    for (size_t i = 0; i < control->effect_count; i++) {
        const struct effect *effect = &control->effects[i];
        if (catalogue_leaf(loading->catalogue, effect->leaf) == NULL) {
            reader_unknown(&loading->reader, reader_place(&list->items[i], "leaf"), "leaf",
                           effect->leaf, &leaves);
        }
    }
}

static bool standard_has(const struct standard *standard, const char *number)
{
    for (size_t i = 0; i < standard->clause_count; i++) {
        if (strcmp(standard->clauses[i].number, number) == 0) {
            return true;
        }
    }
    return false;
}

static void check_clauses(const struct loading *loading, const struct control *control,
                          const struct yaml_node *node)
{
    const struct names known = CATALOGUE_IDS(loading->reader.arena, loading->catalogue, standards);
    const struct place place = reader_place(node, "standards");
    for (size_t i = 0; i < control->standards.count; i++) {
        const struct clause *clause = &control->standards.items[i];
        const struct standard *standard = catalogue_standard(loading->catalogue, clause->standard);
        if (standard == NULL) {
            reader_unknown(&loading->reader, place, "standard", clause->standard, &known);
        } else if (!standard_has(standard, clause->number)) {
            reader_mistake(&loading->reader, place, NULL, "the standard '%s' has no clause %s",
                           standard->id, text_quoted(loading->reader.arena, clause->number));
        }
    }
}

static void check_builds(const struct loading *loading, const struct control *control,
                         const struct yaml_node *node)
{
    const struct catalogue *catalogue = loading->catalogue;
    const struct yaml_node *builds = yaml_get(node, "build");
    for (size_t i = 0; i < control->build_count; i++) {
        const char *port = control->builds[i].port;
        if (strcmp(port, "*") != 0 && !port_is_known(port)) {
            reader_mistake(&loading->reader, builds->pairs[i].place, NULL,
                           "MicroPython has no port %s", text_quoted(loading->reader.arena, port));
        }
    }
    const struct names boards = CATALOGUE_IDS(loading->reader.arena, catalogue, boards);
    const struct yaml_node *prices = yaml_get(node, "prices");
    for (size_t i = 0; i < control->price_count; i++) {
        const char *board = control->prices[i].board;
        if (catalogue_board(catalogue, board) == NULL) {
            reader_unknown(&loading->reader, reader_place(&prices->items[i], "board"), "board",
                           board, &boards);
        }
    }
}

// Whether a reason before the i-th names the port too.
static bool is_given_before(const struct control *control, size_t i, const char *port)
{
    for (size_t j = 0; j < i; j++) {
        if (names_has(&control->absences[j].ports, port)) {
            return true;
        }
    }
    return false;
}

// A reason that is given twice, or beside a change, is stale in one of its places.
static void check_absences(const struct loading *loading, const struct control *control,
                           const struct yaml_node *node)
{
    const struct reader *reader = &loading->reader;
    const struct yaml_node *list = yaml_get(node, "not_on");
    for (size_t i = 0; i < control->absence_count; i++) {
        const struct place place = reader_place(&list->items[i], "ports");
        for (size_t k = 0; k < control->absences[i].ports.count; k++) {
            const char *port = control->absences[i].ports.items[k];
            if (!port_is_known(port)) {
                reader_mistake(reader, place, NULL, "MicroPython has no port %s",
                               text_quoted(reader->arena, port));
            } else if (control_is_built_for(control, port)) {
                reader_mistake(reader, place, NULL, "'build' has a change for the port '%s'", port);
            } else if (is_given_before(control, i, port)) {
                reader_mistake(reader, place, NULL, "the port '%s' has two reasons", port);
            }
        }
    }
}

static void check_relations(const struct loading *loading, const struct control *control,
                            const struct yaml_node *node)
{
    const struct reader *reader = &loading->reader;
    const struct names controls = CATALOGUE_IDS(reader->arena, loading->catalogue, controls);
    const struct yaml_node *needs = yaml_get(node, "needs");
    if (needs != NULL) {
        names_check(loading, needs, "chip", &loading->catalogue->capabilities, "capability");
        names_check(loading, needs, "controls", &controls, "control");
        names_check(loading, needs, "one_of", &controls, "control");
    }
    names_check(loading, node, "conflicts", &controls, "control");
    names_check(loading, node, "loses", &loading->catalogue->functions, "function");
    if (names_has(&control->needs, control->id) || names_has(&control->needs_one, control->id) ||
        names_has(&control->conflicts, control->id)) {
        reader_mistake(reader, control->place, NULL, "the control '%s' needs or excludes itself",
                       control->id);
    }
    for (size_t i = 0; i < control->needs.count; i++) {
        if (names_has(&control->conflicts, control->needs.items[i])) {
            reader_mistake(reader, reader_place(node, "conflicts"), NULL,
                           "the control both needs and excludes '%s'", control->needs.items[i]);
        }
    }
}

void controls_check(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    for (size_t i = 0; i < catalogue->controls_count; i++) {
        const struct control *control = &catalogue->controls[i];
        const struct yaml_node *node = loading_node(loading, ENTRY_CONTROL, i);
        facts_check(loading, control->applies_when);
        check_effects(loading, control, node);
        check_relations(loading, control, node);
        check_builds(loading, control, node);
        check_absences(loading, control, node);
        check_clauses(loading, control, node);
    }
}

static void check_chips(const struct loading *loading)
{
    const struct names *known = &loading->catalogue->capabilities;
    for (size_t i = 0; i < loading->catalogue->chips_count; i++) {
        const struct yaml_node *list =
            yaml_get(loading_node(loading, ENTRY_CHIP, i), "capabilities");
        for (size_t k = 0; k < list->count; k++) {
            if (!names_has(known, list->pairs[k].key)) {
                reader_unknown(&loading->reader, list->pairs[k].place, "capability",
                               list->pairs[k].key, known);
            }
        }
    }
}

static void check_interfaces(const struct loading *loading, const struct board *board,
                             const struct yaml_node *list)
{
    const struct names *kinds = &loading->catalogue->interface_kinds;
    for (size_t i = 0; i < board->interface_count; i++) {
        const struct board_interface *interface = &board->interfaces[i];
        if (!names_has(kinds, interface->kind)) {
            reader_unknown(&loading->reader, reader_place(&list->items[i], "kind"),
                           "interface kind", interface->kind, kinds);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(board->interfaces[k].id, interface->id) == 0) {
                reader_mistake(&loading->reader, list->items[i].place, NULL,
                               "the board has two interfaces '%s'", interface->id);
            }
        }
    }
}

// A set is of the board whose record it stands in, and of controls that exist.
static void check_measured(const struct loading *loading, const struct board *board,
                           const struct yaml_node *list)
{
    const struct reader *reader = &loading->reader;
    const struct names controls = CATALOGUE_IDS(reader->arena, loading->catalogue, controls);
    for (size_t i = 0; i < board->measured_count; i++) {
        const struct price *set = &board->measured[i];
        if (strcmp(set->board, board->id) != 0) {
            reader_mistake(reader, reader_place(&list->items[i], "board"), NULL,
                           "a set in the record of %s was measured on %s", board->id, set->board);
        }
        if (set->controls.count == 0) {
            reader_mistake(reader, list->items[i].place, NULL, "a measured set names no controls");
        }
        names_check(loading, &list->items[i], "controls", &controls, "control");
    }
}

void devices_check(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    const struct names chips = CATALOGUE_IDS(loading->reader.arena, catalogue, chips);
    check_chips(loading);
    for (size_t i = 0; i < catalogue->boards_count; i++) {
        const struct board *board = &catalogue->boards[i];
        const struct yaml_node *node = loading_node(loading, ENTRY_BOARD, i);
        if (catalogue_chip(catalogue, board->chip) == NULL) {
            reader_unknown(&loading->reader, reader_place(node, "chip"), "chip", board->chip,
                           &chips);
        }
        if (!port_is_known(board->port)) {
            reader_mistake(&loading->reader, reader_place(node, "port"), NULL,
                           "MicroPython has no port %s",
                           text_quoted(loading->reader.arena, board->port));
        }
        check_interfaces(loading, board, yaml_get(node, "interfaces"));
        check_measured(loading, board, yaml_get(node, "measured"));
        names_check(loading, node, "features", &catalogue->board_features, "board feature");
    }
}
