// SPDX-License-Identifier: MIT
// inventory.c - the audit's results as JSON, and the words in it.
#include "audit/audit.h"

#include <string.h>

const char *fact_state_word(enum fact_state state)
{
    switch (state) {
    case FACT_PRESENT:
        return "present";
    case FACT_ABSENT:
        return "absent";
    case FACT_NOT_APPLICABLE:
        return "not-applicable";
    case FACT_UNKNOWN:
        break;
    }
    return "unknown";
}

// A name in a hostile file may hold anything; JSON holds text.
static json_t *text_of(const char *text)
{
    json_t *value = text == NULL ? NULL : json_string(text);
    return value != NULL ? value : text == NULL ? json_null() : json_string("(not text)");
}

json_t *inventory_to_json(const struct inventory *inventory)
{
    json_t *facts = json_array();
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        json_array_append_new(facts, json_pack("{s:s, s:s, s:o}", "name", fact->name, "state",
                                               fact_state_word(fact->state), "evidence",
                                               text_of(fact->evidence)));
    }
    json_t *frozen = json_array();
    for (size_t i = 0; i < inventory->frozen.count; i++) {
        json_array_append_new(frozen, text_of(inventory->frozen.items[i]));
    }
    return json_pack("{s:o, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "file", text_of(inventory->file),
                     "sha256", inventory->sha256, "architecture", inventory->architecture,
                     "recognised", (int)inventory->recognised, "micropython",
                     text_of(inventory->version), "doubt", text_of(inventory->doubt), "frozen",
                     frozen, "facts", facts);
}

json_t *findings_to_json(const struct findings *findings)
{
    json_t *list = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        json_t *object = json_pack("{s:s, s:s*, s:s, s:o, s:s*}", "check", finding->check, "threat",
                                   finding->threat, "severity", finding->severity, "evidence",
                                   text_of(finding->evidence), "advice", finding->advice);
        if (finding->place.file != NULL) {
            json_object_set_new(object, "file", text_of(finding->place.file));
        }
        if (finding->place.line > 0) {
            json_object_set_new(object, "line", json_integer((json_int_t)finding->place.line));
        }
        json_array_append_new(list, object);
    }
    return list;
}
