// SPDX-License-Identifier: MIT
// What is worth protecting, and from whom.
#include "model/reading.h"

#include <string.h>

static void check_functions(const struct reading *reading)
{
    const struct names ids = MODEL_IDS(reading, functions);
    const struct names *known = &reading->catalogue->functions;
    ids_check(reading, "functions", &ids);
    for (size_t i = 0; i < reading->model->functions_count; i++) {
        const char *id = reading->model->functions[i].id;
        const char *closest = id != NULL ? names_closest(known, id) : NULL;
        if (closest == NULL || names_has(known, id)) {
            continue;
        }
        // A device has functions of its own, so this may be right; a slip of the finger would
        // leave an essential function without protection.
        diag_warning(reading->reader.diag,
                     reader_place(reading_item(reading, "functions", i), "id"), NULL,
                     "the function '%s' is the device's own; did you mean '%s'?", id, closest);
    }
}

static bool has_impact(const struct yaml_node *asset)
{
    return yaml_get(asset, "confidentiality") != NULL || yaml_get(asset, "integrity") != NULL ||
           yaml_get(asset, "availability") != NULL;
}

void assets_check(const struct reading *reading)
{
    const struct names ids = MODEL_IDS(reading, assets);
    const struct names zones = MODEL_IDS(reading, trust_zones);
    ids_check(reading, "assets", &ids);
    for (size_t i = 0; i < reading->model->assets_count; i++) {
        const struct yaml_node *node = reading_item(reading, "assets", i);
        (void)reference_check(reading, node, "kind", &reading->catalogue->asset_kinds,
                              "asset kind");
        (void)reference_check(reading, node, "at", &zones, "trust zone");
        if (node->kind == YAML_MAPPING && !has_impact(node)) {
            reader_mistake(&reading->reader, node->place,
                           "say how bad its loss is: 'confidentiality', 'integrity' or "
                           "'availability' with none, minor, moderate, major or severe",
                           "the asset states no impact");
        }
    }
    check_functions(reading);
}

static bool is_factor(const char *key)
{
    static const char *const factors[] = {"time",   "expertise", "knowledge",
                                          "window", "equipment", "access"};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        if (strcmp(factors[i], key) == 0) {
            return true;
        }
    }
    return false;
}

// The profile's ceiling, with the factors that stand beside the profile's name.
static void set_ceiling(const struct reading *reading, struct adversary *adversary,
                        const struct yaml_node *node)
{
    struct yaml_node factors = {.kind = YAML_MAPPING, .place = node->place};
    factors.pairs = ARENA_ARRAY(reading->reader.arena, struct yaml_pair, node->count);
    for (size_t i = 0; i < node->count; i++) {
        if (is_factor(node->pairs[i].key)) {
            factors.pairs[factors.count++] = node->pairs[i];
        }
    }
    if (adversary->profile != NULL) {
        adversary->ceiling = adversary->profile->ceiling;
    }
    fields_read(&reading->reader, &factors, &partial_potential_record, &adversary->ceiling);
}

static void check_motives(const struct reading *reading, const struct yaml_node *node,
                          const struct names *assets)
{
    const struct yaml_node *list = yaml_get(node, "motivated_by");
    if (list == NULL || list->kind != YAML_SEQUENCE || assets->items == NULL) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = &list->items[i];
        if (item->kind == YAML_SCALAR && item->text_size > 0 && !names_has(assets, item->text)) {
            reader_unknown(&reading->reader, item->place, "asset", item->text, assets);
        }
    }
    if (list->count == 0) {
        reader_mistake(&reading->reader, list->place, "leave it out to mean every asset",
                       "'motivated_by' names no asset");
    }
}

void adversaries_check(const struct reading *reading)
{
    struct arena *arena = reading->reader.arena;
    const struct names ids = MODEL_IDS(reading, adversaries);
    const struct names assets = MODEL_IDS(reading, assets);
    const struct names profiles = CATALOGUE_IDS(arena, reading->catalogue, profiles);
    ids_check(reading, "adversaries", &ids);
    for (size_t i = 0; i < reading->model->adversaries_count; i++) {
        struct adversary *adversary = &reading->model->adversaries[i];
        const struct yaml_node *node = reading_item(reading, "adversaries", i);
        if (node->kind != YAML_MAPPING) {
            continue;
        }
        if (reference_check(reading, node, "profile", &profiles, "adversary profile")) {
            adversary->profile =
                catalogue_profile(reading->catalogue, yaml_get(node, "profile")->text);
        }
        set_ceiling(reading, adversary, node);
        check_motives(reading, node, &assets);
    }
}
