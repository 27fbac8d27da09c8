// SPDX-License-Identifier: MIT
// The keys of device.yaml. docs/spec/device-model.md says what each means.
#include "base/text.h"
#include "model/model_words.h"
#include "model/reading.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LIST_MAX = 1000, LIFETIME_MAX = 50, FLEET_MAX = 1000000000, KIB_MAX = 1048576 };
enum { MS_MAX = 600000, TRUST_MAX = 100, KIB = 1024, US_PER_MS = 1000 };

_Static_assert(sizeof(enum need) == sizeof(unsigned), "FIELD_WORD writes an unsigned");
_Static_assert(sizeof(enum impact) == sizeof(unsigned), "FIELD_WORD writes an unsigned");
_Static_assert(sizeof(enum scope) == sizeof(unsigned), "FIELD_WORD writes an unsigned");
_Static_assert(sizeof(enum feasibility) == sizeof(unsigned), "FIELD_WORD writes an unsigned");
_Static_assert(sizeof(enum response_kind) == sizeof(unsigned), "FIELD_WORD writes an unsigned");
_Static_assert(sizeof(int) == sizeof(uint32_t), "trust is read as a small number");

static void date_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    if (node->kind != YAML_SCALAR || !date_parse(node->text, target)) {
        reader_mistake(reader, node->place, NULL,
                       "a date is written YYYY-MM-DD and must exist, from 2000 to 2199");
    }
}

static void trust_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    int64_t value;
    if (reader_number(reader, node, "trust", (struct range){0, TRUST_MAX}, &value)) {
        int *trust = target;
        *trust = (int)value;
    }
}

static const struct field device_fields[] = {
    {FIELD("id", FIELD_ID, struct model, device.id), .required = true},
    {FIELD("description", FIELD_TEXT, struct model, device.description)},
    {.key = "chip", .kind = FIELD_LATER},
    {.key = "board", .kind = FIELD_LATER, .required = true},
    {FIELD("micropython", FIELD_TEXT, struct model, device.micropython), .required = true},
    {FIELD("lifetime_years", FIELD_U32, struct model, device.lifetime_years), .least = 1,
     .most = LIFETIME_MAX, .required = true},
    {FIELD("fleet_size", FIELD_U32, struct model, device.fleet_size), .least = 1, .most = FLEET_MAX,
     .required = true},
    {FIELD("environment", FIELD_CHOICE, struct model, device.environment),
     .words = environment_words, .required = true},
};
static const struct record device_record = {
    .what = "the device",
    .fields = device_fields,
    .field_count = COUNT(device_fields),
    .place_offset = offsetof(struct model, device.place),
};

static const struct field zone_fields[] = {
    {FIELD("id", FIELD_ID, struct trust_zone, id), .required = true},
    {FIELD("trust", FIELD_READ, struct trust_zone, trust), .read = trust_read, .required = true},
};
static const struct record zone_record = {
    .what = "a trust zone",
    .fields = zone_fields,
    .field_count = COUNT(zone_fields),
    .size = sizeof(struct trust_zone),
    .place_offset = offsetof(struct trust_zone, place),
};

static const struct field interface_fields[] = {
    {FIELD("id", FIELD_ID, struct interface, id), .required = true},
    {FIELD("kind", FIELD_TEXT, struct interface, kind), .required = true},
    {FIELD("zone", FIELD_TEXT, struct interface, zone)},
    {FIELD("over", FIELD_TEXT, struct interface, over)},
    {FIELD("peer", FIELD_TEXT, struct interface, peer)},
    {FIELD("auth", FIELD_TEXT, struct interface, auth)},
    {FIELD("need", FIELD_WORD, struct interface, need), .words = need_words, .required = true},
};
static const struct record interface_record = {
    .what = "an interface",
    .fields = interface_fields,
    .field_count = COUNT(interface_fields),
    .size = sizeof(struct interface),
    .place_offset = offsetof(struct interface, place),
};

static const struct field entity_fields[] = {
    {FIELD("id", FIELD_ID, struct external_entity, id), .required = true},
    {FIELD("zone", FIELD_TEXT, struct external_entity, zone), .required = true},
};
static const struct record entity_record = {
    .what = "an external entity",
    .fields = entity_fields,
    .field_count = COUNT(entity_fields),
    .size = sizeof(struct external_entity),
    .place_offset = offsetof(struct external_entity, place),
};

static const struct field function_fields[] = {
    {FIELD("id", FIELD_ID, struct function, id), .required = true},
    {FIELD("essential", FIELD_BOOL, struct function, essential), .required = true},
};
static const struct record function_record = {
    .what = "a function",
    .fields = function_fields,
    .field_count = COUNT(function_fields),
    .size = sizeof(struct function),
    .place_offset = offsetof(struct function, place),
};

#define IMPACT(word, property)                                                         \
    {                                                                                  \
        FIELD(word, FIELD_WORD, struct asset, impact[property]), .words = impact_words \
    }
static const struct field asset_fields[] = {
    {FIELD("id", FIELD_ID, struct asset, id), .required = true},
    {FIELD("kind", FIELD_TEXT, struct asset, kind), .required = true},
    {FIELD("at", FIELD_TEXT, struct asset, at), .required = true},
    {FIELD("scope", FIELD_WORD, struct asset, scope), .words = scope_words},
    {FIELD("personal", FIELD_BOOL, struct asset, personal)},
    IMPACT("confidentiality", PROPERTY_CONFIDENTIALITY),
    IMPACT("integrity", PROPERTY_INTEGRITY),
    IMPACT("availability", PROPERTY_AVAILABILITY),
};
static const struct record asset_record = {
    .what = "an asset",
    .fields = asset_fields,
    .field_count = COUNT(asset_fields),
    .size = sizeof(struct asset),
    .place_offset = offsetof(struct asset, place),
};

static const struct field adversary_fields[] = {
    {FIELD("id", FIELD_ID, struct adversary, id), .required = true},
    {.key = "profile", .kind = FIELD_LATER, .required = true},
    {FIELD("motivated_by", FIELD_NAMES, struct adversary, motivated_by)},
    // The factors that differ from the profile's.
    {.key = "time", .kind = FIELD_LATER},
    {.key = "expertise", .kind = FIELD_LATER},
    {.key = "knowledge", .kind = FIELD_LATER},
    {.key = "window", .kind = FIELD_LATER},
    {.key = "equipment", .kind = FIELD_LATER},
    {.key = "access", .kind = FIELD_LATER},
};
static const struct record adversary_record = {
    .what = "an adversary",
    .fields = adversary_fields,
    .field_count = COUNT(adversary_fields),
    .size = sizeof(struct adversary),
    .place_offset = offsetof(struct adversary, place),
};

static const char *const method_words[] = {"attack-potential/1", NULL};

#define ROW(word, impact)                                                                 \
    {                                                                                     \
        .key = (word), .kind = FIELD_WORD, .offset = (impact) * sizeof(enum feasibility), \
        .words = feasibility_words                                                        \
    }
static const struct field row_fields[] = {
    ROW("minor", IMPACT_MINOR),
    ROW("moderate", IMPACT_MODERATE),
    ROW("major", IMPACT_MAJOR),
    ROW("severe", IMPACT_SEVERE),
};
static const struct record rows_record = {
    .what = "an appetite",
    .fields = row_fields,
    .field_count = COUNT(row_fields),
    .place_offset = NO_PLACE_FIELD,
};
static const struct field appetite_fields[] = {
    {FIELD("method", FIELD_CHOICE, struct appetite, method), .words = method_words},
    {FIELD("accept_up_to", FIELD_RECORD, struct appetite, accept_up_to), .record = &rows_record},
    {.key = "class_break", .kind = FIELD_LATER},
};
static const struct record appetite_record = {
    .what = "the risk appetite",
    .fields = appetite_fields,
    .field_count = COUNT(appetite_fields),
    .place_offset = NO_PLACE_FIELD,
};

// Unless the model says otherwise, a break that serves a whole class is held one step stricter.
static void derive_class_break(struct appetite *appetite)
{
    for (unsigned i = 0; i < IMPACT_COUNT; i++) {
        const enum feasibility single = appetite->accept_up_to[i];
        const bool harmless = i == IMPACT_NONE || single == FEASIBILITY_VERY_LOW;
        appetite->class_break[i] = harmless ? single : (enum feasibility)(single - 1);
    }
}

static void appetite_default(struct appetite *appetite)
{
    *appetite = (struct appetite){
        .method = method_words[0],
        .accept_up_to = {[IMPACT_NONE] = FEASIBILITY_HIGH,
                         [IMPACT_MINOR] = FEASIBILITY_HIGH,
                         [IMPACT_MODERATE] = FEASIBILITY_MEDIUM,
                         [IMPACT_MAJOR] = FEASIBILITY_LOW,
                         [IMPACT_SEVERE] = FEASIBILITY_VERY_LOW},
    };
    derive_class_break(appetite);
}

static void appetite_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct appetite *appetite = target;
    fields_read(reader, node, &appetite_record, appetite);
    derive_class_break(appetite);
    const struct yaml_node *class_break = yaml_get(node, "class_break");
    if (class_break == NULL) {
        return;
    }
    fields_read(reader, class_break, &rows_record, appetite->class_break);
    for (unsigned i = IMPACT_MINOR; i < IMPACT_COUNT; i++) {
        if (appetite->class_break[i] > appetite->accept_up_to[i]) {
            reader_mistake(reader, reader_place(class_break, impact_words[i]), NULL,
                           "'class_break' accepts more than 'accept_up_to' at %s", impact_words[i]);
        }
    }
}

static const struct field response_fields[] = {
    {FIELD("threat", FIELD_TEXT, struct response, threat), .required = true},
    {FIELD("response", FIELD_WORD, struct response, kind), .words = response_words,
     .required = true},
    {FIELD("owner", FIELD_TEXT, struct response, owner)},
    {FIELD("reason", FIELD_TEXT, struct response, reason)},
    {FIELD("recipient", FIELD_TEXT, struct response, recipient)},
    {FIELD("expires", FIELD_READ, struct response, expires), .read = date_read},
};
static const struct record response_record = {
    .what = "a response",
    .fields = response_fields,
    .field_count = COUNT(response_fields),
    .size = sizeof(struct response),
    .place_offset = offsetof(struct response, place),
};

static void flash_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct budget *budget = target;
    budget->limited_flash =
        reader_number(reader, node, "flash_kib", (struct range){0, KIB_MAX}, &budget->flash_bytes);
    budget->flash_bytes *= KIB;
}

static void ram_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct budget *budget = target;
    budget->limited_ram =
        reader_number(reader, node, "ram_kib", (struct range){0, KIB_MAX}, &budget->ram_bytes);
    budget->ram_bytes *= KIB;
}

static void boot_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct budget *budget = target;
    budget->limited_boot =
        reader_number(reader, node, "boot_ms", (struct range){0, MS_MAX}, &budget->boot_us);
    budget->boot_us *= US_PER_MS;
}

static const struct field budget_fields[] = {
    {.key = "flash_kib", .kind = FIELD_READ, .read = flash_read},
    {.key = "ram_kib", .kind = FIELD_READ, .read = ram_read},
    {.key = "boot_ms", .kind = FIELD_READ, .read = boot_read},
    {FIELD("functions", FIELD_NAMES, struct budget, functions)},
};
static const struct record budget_record = {
    .what = "the budget",
    .fields = budget_fields,
    .field_count = COUNT(budget_fields),
    .place_offset = NO_PLACE_FIELD,
};

static const struct field assumption_fields[] = {
    {FIELD("id", FIELD_ID, struct assumption, id), .required = true},
    {FIELD("text", FIELD_TEXT, struct assumption, text), .required = true},
    {FIELD("owner", FIELD_TEXT, struct assumption, owner), .required = true},
    {FIELD("review", FIELD_READ, struct assumption, review), .read = date_read, .required = true},
};
static const struct record assumption_record = {
    .what = "an assumption",
    .fields = assumption_fields,
    .field_count = COUNT(assumption_fields),
    .size = sizeof(struct assumption),
    .place_offset = offsetof(struct assumption, place),
};

static const struct field application_fields[] = {
    {FIELD("folder", FIELD_TEXT, struct application, folder), .required = true},
    {FIELD("entry", FIELD_TEXT, struct application, entry)},
    {FIELD("version", FIELD_TEXT, struct application, version)},
    {FIELD("counter", FIELD_TEXT, struct application, counter)},
    {FIELD("works", FIELD_TEXT, struct application, works)},
    {FIELD("traits", FIELD_NAMES, struct application, traits)},
};
static const struct record application_record = {
    .what = "the application",
    .fields = application_fields,
    .field_count = COUNT(application_fields),
    .place_offset = offsetof(struct application, place),
};

// An entry of `keys` that is more than a path.
struct key_entry {
    const char *file;
    unsigned role; // in the order of key_role_words
};
enum { KEY_RELEASE };

static const struct field key_fields[] = {
    {FIELD("file", FIELD_TEXT, struct key_entry, file), .required = true},
    {FIELD("role", FIELD_WORD, struct key_entry, role), .words = key_role_words, .required = true},
};
static const struct record key_record = {
    .what = "a key",
    .fields = key_fields,
    .field_count = COUNT(key_fields),
    .size = sizeof(struct key_entry),
    .place_offset = NO_PLACE_FIELD,
};

static void key_add(const struct reader *reader, const struct yaml_node *node, struct model *model)
{
    struct key_entry entry = {.file = NULL, .role = KEY_RELEASE};
    if (node->kind == YAML_MAPPING) {
        fields_read(reader, node, &key_record, &entry);
    } else {
        entry.file = reader_text(reader, node, "keys");
    }
    if (entry.file == NULL) {
        return;
    }
    if (names_has(&model->keys, entry.file) || names_has(&model->service_keys, entry.file)) {
        reader_mistake(reader, node->place, NULL, "'keys' names %s twice",
                       text_quoted(reader->arena, entry.file));
        return;
    }
    struct names *names = entry.role == KEY_RELEASE ? &model->keys : &model->service_keys;
    names->items[names->count++] = entry.file;
}

static void keys_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct model *model = target;
    if (node->kind != YAML_SEQUENCE) {
        reader_mistake(reader, node->place, NULL, "'keys' wants a list");
        return;
    }
    model->keys.items = ARENA_ARRAY(reader->arena, const char *, node->count);
    model->service_keys.items = ARENA_ARRAY(reader->arena, const char *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        key_add(reader, &node->items[i], model);
    }
}

#define RECORDS(name, table)                         \
    FIELD(#name, FIELD_RECORDS, struct model, name), \
        .count_offset = offsetof(struct model, name##_count), .record = &(table), .most = LIST_MAX

static const struct field model_fields[] = {
    {.key = "mpsec", .kind = FIELD_LATER, .required = true},
    {.key = "device", .kind = FIELD_RECORD, .record = &device_record, .required = true},
    {RECORDS(trust_zones, zone_record), .required = true},
    {RECORDS(interfaces, interface_record)},
    {RECORDS(external_entities, entity_record)},
    {RECORDS(functions, function_record)},
    {RECORDS(assets, asset_record), .required = true},
    {RECORDS(adversaries, adversary_record), .required = true},
    {FIELD("risk_appetite", FIELD_READ, struct model, appetite), .read = appetite_read},
    {RECORDS(responses, response_record)},
    {FIELD("budget", FIELD_RECORD, struct model, budget), .record = &budget_record},
    {RECORDS(assumptions, assumption_record)},
    {FIELD("application", FIELD_RECORD, struct model, application), .record = &application_record},
    {.key = "keys", .kind = FIELD_READ, .read = keys_read},
};
const struct record model_record = {
    .what = "a device model",
    .fields = model_fields,
    .field_count = COUNT(model_fields),
    .size = sizeof(struct model),
    .place_offset = NO_PLACE_FIELD,
};

void model_default(struct model *model)
{
    appetite_default(&model->appetite);
    model->application.entry = "main.py";
}
