// SPDX-License-Identifier: MIT
// sarif.c - OASIS SARIF 2.1.0. A fact is no failure by itself: what the model does not want is.
#include "audit/output.h"

#include <string.h>

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

static json_t *text_or(const char *text, const char *instead)
{
    json_t *value = text == NULL ? NULL : json_string(text);
    return value != NULL ? value : json_string(instead);
}

static json_t *rule_of(const char *id, const char *text)
{
    return json_pack("{s:s, s:{s:s}}", "id", id, "shortDescription", "text", text);
}

static json_t *location_of(const char *file, const struct evidence *item, size_t line)
{
    json_t *physical = json_pack("{s:{s:o}}", "artifactLocation", "uri", text_or(file, "firmware"));
    if (item != NULL && item->has_offset) {
        json_object_set_new(physical, "region",
                            json_pack("{s:I}", "byteOffset", (json_int_t)item->offset));
    } else if (line > 0) {
        json_object_set_new(physical, "region", json_pack("{s:I}", "startLine", (json_int_t)line));
    }
    if (item != NULL && item->has_address) {
        json_object_set_new(physical, "address",
                            json_pack("{s:I, s:o}", "absoluteAddress", (json_int_t)item->address,
                                      "name", text_or(item->structure, "place")));
    }
    return json_pack("{s:o}", "physicalLocation", physical);
}

static json_t *locations_of(const char *file, const struct fact *fact)
{
    json_t *list = json_array();
    for (size_t i = 0; i < fact->item_count; i++) {
        json_array_append_new(list, location_of(file, &fact->items[i], 0));
    }
    if (fact->item_count == 0) {
        json_array_append_new(list, location_of(file, NULL, 0));
    }
    return list;
}

static void add_facts(json_t *results, const struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        if (fact->state == FACT_ABSENT || fact->state == FACT_NOT_APPLICABLE) {
            continue;
        }
        const bool seen = fact->state == FACT_PRESENT;
        json_array_append_new(
            results, json_pack("{s:s, s:s, s:s, s:{s:o}, s:o, s:{s:s, s:s}}", "ruleId", fact->name,
                               "kind", seen ? "informational" : "open", "level", "none", "message",
                               "text", text_or(fact->evidence, "(not text)"), "locations",
                               locations_of(inventory->file, fact), "properties", "state",
                               fact_state_word(fact->state), "confidence",
                               confidence_word(fact->confidence)));
    }
}

static void add_findings(json_t *results, const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        json_array_append_new(
            results, json_pack("{s:s, s:s, s:s, s:{s:o}, s:[o]}", "ruleId", finding->check, "kind",
                               "fail", "level", finding->severity, "message", "text",
                               text_or(finding->evidence, "(not text)"), "locations",
                               location_of(finding->place.file, NULL, finding->place.line)));
    }
}

static bool is_first(const struct findings *findings, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(findings->items[i].check, findings->items[index].check) == 0) {
            return false;
        }
    }
    return true;
}

json_t *audit_to_sarif(struct arena *arena, const struct inventories *inventories,
                       const struct findings *findings)
{
    json_t *rules = json_array();
    json_t *results = json_array();
    json_array_append_new(
        rules,
        rule_of("declared-interfaces", "every interface of the firmware is declared in the model"));
    json_array_append_new(rules, rule_of("not-recognised", "the file is a MicroPython firmware"));
    for (size_t i = 0; i < inventories->items[0]->fact_count; i++) {
        const char *name = inventories->items[0]->facts[i].name;
        json_array_append_new(
            rules,
            rule_of(name, arena_printf(arena, "the fact %s, as mpsec audit reads it", name)));
    }
    for (size_t i = 0; i < findings->count; i++) {
        const char *check = findings->items[i].check;
        if (is_first(findings, i) && strcmp(check, "declared-interfaces") != 0) {
            json_array_append_new(
                rules, rule_of(check, arena_printf(arena, "the static check %s", check)));
        }
    }
    add_findings(results, findings);
    for (size_t i = 0; i < inventories->count; i++) {
        const struct inventory *inventory = inventories->items[i];
        if (inventory->recognised) {
            add_facts(results, inventory);
            continue;
        }
        json_array_append_new(
            results, json_pack("{s:s, s:s, s:s, s:{s:s}, s:[o]}", "ruleId", "not-recognised",
                               "kind", "fail", "level", "error", "message", "text",
                               "not recognised as MicroPython: nothing is known about it",
                               "locations", location_of(inventory->file, NULL, 0)));
    }
    return json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:o}]}", "$schema", schema, "version",
                     "2.1.0", "runs", "tool", "driver", "name", "mpsec audit", "rules", rules,
                     "results", results);
}
