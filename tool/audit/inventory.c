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

const char *confidence_word(enum confidence confidence)
{
    static const char *const words[] = {"low", "medium", "high"};
    return words[confidence];
}

static json_t *list_of(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        json_array_append_new(list, text_of(names->items[i]));
    }
    return list;
}

static json_t *places_to_json(const struct fact *fact)
{
    json_t *list = json_array();
    for (size_t i = 0; i < fact->item_count; i++) {
        const struct evidence *item = &fact->items[i];
        json_t *object = json_pack("{s:o}", "structure", text_of(item->structure));
        if (item->has_address) {
            json_object_set_new(object, "address", json_integer((json_int_t)item->address));
        }
        if (item->has_offset) {
            json_object_set_new(object, "offset", json_integer((json_int_t)item->offset));
        }
        if (item->value != NULL) {
            json_object_set_new(object, "value", text_of(item->value));
        }
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *facts_to_json(const struct inventory *inventory)
{
    json_t *facts = json_array();
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        json_array_append_new(facts, json_pack("{s:s, s:s, s:o, s:s, s:s, s:o}", "name", fact->name,
                                               "state", fact_state_word(fact->state), "evidence",
                                               text_of(fact->evidence), "rule", fact->rule,
                                               "confidence", confidence_word(fact->confidence),
                                               "places", places_to_json(fact)));
    }
    return facts;
}

static json_t *identity_to_json(const struct identity *identity)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o}", "version",
                     text_of(identity->version), "platform", text_of(identity->platform), "machine",
                     text_of(identity->machine), "build", text_of(identity->build), "native",
                     text_of(identity->native), "objects", text_of(identity->objects),
                     "string_layout", text_of(identity->strings), "python",
                     text_of(identity->python), "strings", (json_int_t)identity->string_count,
                     "own_strings", (json_int_t)identity->own_strings, "types",
                     (json_int_t)identity->type_count, "usb", list_of(&identity->usb));
}

static json_t *modules_to_json(const struct inventory *inventory)
{
    json_t *list = json_array();
    for (size_t i = 0; i < inventory->module_count; i++) {
        const struct module_entry *module = &inventory->modules[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:b, s:b, s:o}", "name", text_of(module->name),
                                        "extensible", (int)module->extensible, "known",
                                        (int)module->known, "members", list_of(&module->members)));
    }
    return list;
}

static json_t *frozen_to_json(const struct inventory *inventory)
{
    json_t *list = json_array();
    for (size_t i = 0; i < inventory->frozen_count; i++) {
        const struct frozen_entry *entry = &inventory->frozen_modules[i];
        json_array_append_new(
            list, json_pack("{s:o, s:I, s:o, s:o, s:o, s:I, s:b, s:o}", "file",
                            text_of(entry->file), "address", (json_int_t)entry->address,
                            "functions", list_of(&entry->functions), "constants",
                            list_of(&entry->constants), "numbers", list_of(&entry->numbers),
                            "machine_code", (json_int_t)entry->machine_code, "partly",
                            (int)entry->partly, "password", text_of(entry->password)));
    }
    return list;
}

json_t *inventory_to_json(const struct inventory *inventory)
{
    json_t *object =
        json_pack("{s:o, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "file", text_of(inventory->file),
                  "sha256", inventory->sha256, "architecture", inventory->architecture,
                  "recognised", (int)inventory->recognised, "micropython",
                  text_of(inventory->version), "doubt", text_of(inventory->doubt), "frozen",
                  list_of(&inventory->frozen), "facts", facts_to_json(inventory));
    json_object_set_new(object, "format", text_of(inventory->format));
    json_object_set_new(object, "part", text_of(inventory->part));
    json_object_set_new(object, "base",
                        inventory->has_base ? json_integer((json_int_t)inventory->base)
                                            : json_null());
    json_object_set_new(object, "identity", identity_to_json(&inventory->identity));
    json_object_set_new(object, "modules", modules_to_json(inventory));
    json_object_set_new(object, "types", list_of(&inventory->types));
    json_object_set_new(object, "frozen_source", list_of(&inventory->source));
    json_object_set_new(object, "frozen_modules", frozen_to_json(inventory));
    return object;
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
