// SPDX-License-Identifier: MIT
// The device, its zones, interfaces and entities.
#include "base/text.h"
#include "model/reading.h"

#include <stdlib.h>
#include <string.h>

// "v1.25.0", "v1.29.0-preview"; what names a release in upstream's own words.
static bool is_version(const char *text)
{
    if (strncmp(text, "v1.", 3) != 0) {
        return false;
    }
    const char *rest = text + 3;
    const size_t minor = strspn(rest, "0123456789");
    rest += minor;
    if (rest[0] == '.') {
        const size_t patch = strspn(rest + 1, "0123456789");
        if (patch == 0) {
            return false;
        }
        rest += 1 + patch;
    }
    const bool preview = strncmp(rest, "-preview", 8) == 0;
    return minor > 0 && minor <= 3 && (rest[0] == '\0' || preview);
}

static void check_chip(const struct reading *reading, const struct yaml_node *device)
{
    struct model *model = reading->model;
    const struct catalogue *catalogue = reading->catalogue;
    struct arena *arena = reading->reader.arena;
    const struct names chips = CATALOGUE_IDS(arena, catalogue, chips);
    const struct names boards = CATALOGUE_IDS(arena, catalogue, boards);
    if (reference_check(reading, device, "board", &boards, "board")) {
        model->device.board = catalogue_board(catalogue, yaml_get(device, "board")->text);
        model->device.chip = catalogue_chip(catalogue, model->device.board->chip);
    }
    if (!reference_check(reading, device, "chip", &chips, "chip")) {
        return;
    }
    const char *chip = yaml_get(device, "chip")->text;
    if (model->device.board == NULL) {
        model->device.chip = catalogue_chip(catalogue, chip);
    } else if (strcmp(chip, model->device.board->chip) != 0) {
        reader_mistake(&reading->reader, reader_place(device, "chip"),
                       "leave 'chip' out: the board record names it",
                       "the board '%s' carries the chip '%s', not '%s'", model->device.board->id,
                       model->device.board->chip, chip);
    }
}

// A list that must not be empty: a device without it has nothing to model.
static void check_not_empty(const struct reading *reading, const char *key, const char *why)
{
    const struct yaml_node *list = yaml_get(reading->root, key);
    if (list != NULL && list->kind == YAML_SEQUENCE && list->count == 0) {
        reader_mistake(&reading->reader, list->place, NULL, "'%s' is empty: %s", key, why);
    }
}

void device_check(const struct reading *reading)
{
    const struct yaml_node *device = yaml_get(reading->root, "device");
    check_not_empty(reading, "trust_zones", "everything stands somewhere");
    check_not_empty(reading, "assets", "nothing would be worth protecting");
    check_not_empty(reading, "adversaries", "nobody would attack");
    if (device == NULL || device->kind != YAML_MAPPING) {
        return;
    }
    check_chip(reading, device);
    const char *version = reading->model->device.micropython;
    if (version != NULL && !is_version(version)) {
        reader_mistake(&reading->reader, reader_place(device, "micropython"), NULL,
                       "%s is no version of MicroPython, such as v1.25.0",
                       text_quoted(reading->reader.arena, version));
    }
}

static void check_zones(const struct reading *reading)
{
    const struct names zones = MODEL_IDS(reading, trust_zones);
    const struct names entities = MODEL_IDS(reading, external_entities);
    ids_check(reading, "trust_zones", &zones);
    ids_check(reading, "external_entities", &entities);
    for (size_t i = 0; i < reading->model->external_entities_count; i++) {
        (void)reference_check(reading, reading_item(reading, "external_entities", i), "zone",
                              &zones, "trust zone");
    }
}

static struct interface *find_interface(const struct model *model, const char *id)
{
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const char *other = model->interfaces[i].id;
        if (other != NULL && strcmp(other, id) == 0) {
            return &model->interfaces[i];
        }
    }
    return NULL;
}

// The interface at the bottom of a chain of `over`; NULL when the chain runs in a ring.
static const struct interface *bottom(const struct model *model, const struct interface *from)
{
    const struct interface *at = from;
    for (size_t i = 0; i <= model->interfaces_count; i++) {
        const struct interface *below = at->over != NULL ? find_interface(model, at->over) : NULL;
        if (below == NULL) {
            return at;
        }
        at = below;
    }
    return NULL;
}

static void check_zone(const struct reading *reading, struct interface *interface,
                       const struct yaml_node *node)
{
    const struct interface *below = bottom(reading->model, interface);
    if (below == NULL) {
        reader_mistake(&reading->reader, reader_place(node, "over"), NULL,
                       "the interface %s runs over itself",
                       text_quoted(reading->reader.arena, interface->id));
        return;
    }
    if (yaml_get(node, "zone") != NULL || node->kind != YAML_MAPPING) {
        return;
    }
    if (yaml_get(node, "over") == NULL) {
        reader_mistake(&reading->reader, node->place, "say where it can be reached",
                       "an interface lacks 'zone'");
    }
    interface->zone = below->zone;
}

static void check_interface(const struct reading *reading, size_t i, const struct names *ids)
{
    struct interface *interface = &reading->model->interfaces[i];
    const struct yaml_node *node = reading_item(reading, "interfaces", i);
    const struct names zones = MODEL_IDS(reading, trust_zones);
    const struct names entities = MODEL_IDS(reading, external_entities);
    interface->declared = true;
    (void)reference_check(reading, node, "kind", &reading->catalogue->interface_kinds,
                          "interface kind");
    (void)reference_check(reading, node, "zone", &zones, "trust zone");
    (void)reference_check(reading, node, "over", ids, "interface");
    (void)reference_check(reading, node, "peer", &entities, "external entity");
    if (interface->id != NULL) {
        check_zone(reading, interface, node);
    }
}

// The first declared interface of the kind that speaks for no other of the board.
static size_t speaker_for(const struct model *model, const char *kind, const bool *taken)
{
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        if (!taken[i] && interface->kind != NULL && strcmp(interface->kind, kind) == 0) {
            return i;
        }
    }
    return model->interfaces_count;
}

static bool is_of_board(const struct board *board, const struct interface *interface)
{
    for (size_t i = 0; i < board->interface_count; i++) {
        if (interface->id != NULL && strcmp(board->interfaces[i].id, interface->id) == 0) {
            return true;
        }
    }
    return false;
}

static void check_against_board(const struct reading *reading, const struct board *board)
{
    for (size_t i = 0; i < reading->model->interfaces_count; i++) {
        const struct interface *interface = &reading->model->interfaces[i];
        for (size_t k = 0; k < board->interface_count; k++) {
            const struct board_interface *of_board = &board->interfaces[k];
            if (interface->id == NULL || interface->kind == NULL ||
                !names_has(&reading->catalogue->interface_kinds, interface->kind) ||
                strcmp(of_board->id, interface->id) != 0 ||
                strcmp(of_board->kind, interface->kind) == 0) {
                continue;
            }
            reader_mistake(&reading->reader,
                           reader_place(reading_item(reading, "interfaces", i), "kind"),
                           "correct the kind, or choose another id",
                           "'%s' of the board '%s' has the kind '%s', not '%s'", interface->id,
                           board->id, of_board->kind, interface->kind);
        }
    }
}

// What the board has and the model does not name is there all the same, and needed by nobody.
static void add_of_board(const struct reading *reading, const struct board *board)
{
    struct model *model = reading->model;
    struct arena *arena = reading->reader.arena;
    bool *taken = ARENA_ARRAY(arena, bool, model->interfaces_count);
    struct interface *all =
        ARENA_ARRAY(arena, struct interface, model->interfaces_count + board->interface_count);
    size_t count = model->interfaces_count;
    if (count > 0) {
        memcpy(all, model->interfaces, count * sizeof *all);
    }
    // An id of the board speaks for that interface alone, whichever stands first in the record.
    for (size_t i = 0; i < model->interfaces_count; i++) {
        taken[i] = is_of_board(board, &model->interfaces[i]);
    }
    for (size_t i = 0; i < board->interface_count; i++) {
        const struct board_interface *wanted = &board->interfaces[i];
        if (find_interface(model, wanted->id) != NULL) {
            continue;
        }
        const size_t speaker = speaker_for(model, wanted->kind, taken);
        if (speaker < model->interfaces_count) {
            taken[speaker] = true;
            continue;
        }
        all[count++] = (struct interface){.id = wanted->id,
                                          .kind = wanted->kind,
                                          .need = NEED_NONE,
                                          .place = model->device.place};
    }
    model->interfaces = all;
    model->interfaces_count = count;
}

void interfaces_check(const struct reading *reading)
{
    const struct names ids = MODEL_IDS(reading, interfaces);
    check_zones(reading);
    ids_check(reading, "interfaces", &ids);
    for (size_t i = 0; i < reading->model->interfaces_count; i++) {
        check_interface(reading, i, &ids);
    }
    const struct board *board = reading->model->device.board;
    if (board != NULL) {
        check_against_board(reading, board);
        add_of_board(reading, board);
    }
}
