// SPDX-License-Identifier: MIT
// Controls: what they answer, what they need, what they change in a build.
#include "base/text.h"
#include "catalogue/loading.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const family_words[] = {
    "frozen-code",     "no-webrepl",        "no-compiler",      "no-serial-prompt",
    "physical-access", "vendor-protection", "smallest-surface", NULL};
static const char *const category_words[] = {"eliminate", "reduce", NULL};

_Static_assert(sizeof(enum control_category) == sizeof(unsigned), "FIELD_WORD writes an unsigned");

static const struct field needs_fields[] = {
    {FIELD("chip", FIELD_NAMES, struct control, needs_chip)},
    {FIELD("controls", FIELD_NAMES, struct control, needs)},
    {FIELD("one_of", FIELD_NAMES, struct control, needs_one)},
};
static const struct record needs_record = {
    .what = "what a control needs",
    .fields = needs_fields,
    .field_count = COUNT(needs_fields),
    .place_offset = NO_PLACE_FIELD,
};

static const struct field effect_fields[] = {
    {FIELD("leaf", FIELD_TEXT, struct effect, leaf), .required = true},
    {FIELD("cut", FIELD_BOOL, struct effect, cut)},
    {FIELD("raise", FIELD_RECORD, struct effect, raise), .record = &partial_potential_record},
};
static const struct record effect_record = {
    .what = "an effect",
    .fields = effect_fields,
    .field_count = COUNT(effect_fields),
    .size = sizeof(struct effect),
    .place_offset = offsetof(struct effect, place),
};

static bool is_symbol(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               strlen(text) &&
           text[0] != '\0' && strchr("0123456789", text[0]) == NULL;
}

// Settings become lines of a header and of a makefile: a name that is none, or a value of
// two lines, would write something else than was reviewed.
static struct setting *read_settings(const struct reader *reader, const struct yaml_node *node,
                                     size_t *count)
{
    *count = 0;
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "settings are a mapping of names to values");
        return NULL;
    }
    struct setting *settings = ARENA_ARRAY(reader->arena, struct setting, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct yaml_node *value = &pair->value;
        if (!is_symbol(pair->key)) {
            reader_mistake(reader, pair->place, NULL, "%s cannot be the name of a setting",
                           text_quoted(reader->arena, pair->key));
        } else if (value->kind != YAML_SCALAR || strchr(value->text, '\n') != NULL ||
                   !text_is_printable(value->text, value->text_size)) {
            reader_mistake(reader, value->place, NULL, "'%s' wants a value of one line", pair->key);
        } else {
            settings[(*count)++] = (struct setting){pair->key, value->text};
        }
    }
    return settings;
}

static void macros_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct build_change *build = target;
    build->macros = read_settings(reader, node, &build->macro_count);
}

static void make_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct build_change *build = target;
    build->make = read_settings(reader, node, &build->make_count);
}

static void sdkconfig_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct build_change *build = target;
    build->sdkconfig = read_settings(reader, node, &build->sdkconfig_count);
}

static const struct field gate_fields[] = {
    {FIELD("absent", FIELD_NAMES, struct build_change, symbols_absent)},
    {FIELD("present", FIELD_NAMES, struct build_change, symbols_present)},
    {FIELD("own", FIELD_NAMES, struct build_change, own)},
};
static const struct record gate_record = {
    .what = "a gate",
    .fields = gate_fields,
    .field_count = COUNT(gate_fields),
    .place_offset = NO_PLACE_FIELD,
};

static const struct field build_fields[] = {
    {.key = "macros", .kind = FIELD_READ, .read = macros_read},
    {FIELD("wraps", FIELD_NAMES, struct build_change, wraps)},
    {FIELD("sources", FIELD_NAMES, struct build_change, sources)},
    {.key = "make", .kind = FIELD_READ, .read = make_read},
    {.key = "sdkconfig", .kind = FIELD_READ, .read = sdkconfig_read},
    {FIELD("cflags", FIELD_NAMES, struct build_change, cflags)},
    {FIELD("freeze_application", FIELD_BOOL, struct build_change, freeze_application)},
    {FIELD("service_door", FIELD_BOOL, struct build_change, service_door)},
    {FIELD("signed_application", FIELD_BOOL, struct build_change, signed_application)},
    {.key = "gate", .kind = FIELD_RECORD, .record = &gate_record},
};
static const struct record build_record = {
    .what = "a build change",
    .fields = build_fields,
    .field_count = COUNT(build_fields),
    .size = sizeof(struct build_change),
    .place_offset = NO_PLACE_FIELD,
};

static void builds_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct control *control = target;
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "'build' wants a mapping of ports");
        return;
    }
    control->builds = ARENA_ARRAY(reader->arena, struct build_change, node->count);
    for (size_t i = 0; i < node->count; i++) {
        struct build_change *build = &control->builds[control->build_count++];
        build->port = node->pairs[i].key;
        fields_read(reader, &node->pairs[i].value, &build_record, build);
    }
}

static const struct field absence_fields[] = {
    {FIELD("ports", FIELD_NAMES, struct absence, ports), .required = true},
    {FIELD("why", FIELD_TEXT, struct absence, why), .required = true},
};
static const struct record absence_record = {
    .what = "what a control is not on",
    .fields = absence_fields,
    .field_count = COUNT(absence_fields),
    .size = sizeof(struct absence),
    .place_offset = NO_PLACE_FIELD,
};

static void sets_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct provision_step *step = target;
    step->sets = read_settings(reader, node, &step->set_count);
}

static const struct field step_fields[] = {
    {FIELD("text", FIELD_TEXT, struct provision_step, text), .required = true},
    {FIELD("irreversible", FIELD_BOOL, struct provision_step, irreversible), .required = true},
    {.key = "sets", .kind = FIELD_READ, .read = sets_read},
};
static const struct record step_record = {
    .what = "a provisioning step",
    .fields = step_fields,
    .field_count = COUNT(step_fields),
    .size = sizeof(struct provision_step),
    .place_offset = NO_PLACE_FIELD,
};

// A price may be negative; `null` says that it was not measured.
static void price_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    int32_t *out = target;
    int64_t value = INT32_MIN;
    if (node->kind != YAML_SCALAR || !node->plain || strcmp(node->text, "null") != 0) {
        (void)reader_number(reader, node, "price", (struct range){-INT32_MAX, INT32_MAX}, &value);
    }
    *out = (int32_t)value;
}

static const struct field price_fields[] = {
    {FIELD("board", FIELD_TEXT, struct price, board), .required = true},
    {FIELD("micropython", FIELD_TEXT, struct price, micropython), .required = true},
    {FIELD("compiler", FIELD_TEXT, struct price, compiler), .required = true},
    {FIELD("date", FIELD_TEXT, struct price, date), .required = true},
    {FIELD("flash_b", FIELD_READ, struct price, flash_bytes), .read = price_read, .required = true},
    {FIELD("ram_b", FIELD_READ, struct price, ram_bytes), .read = price_read, .required = true},
    {FIELD("boot_instructions", FIELD_READ, struct price, boot_instructions), .read = price_read,
     .required = true},
    {FIELD("boot_us", FIELD_READ, struct price, boot_us), .read = price_read, .required = true},
    {FIELD("unmeasured", FIELD_TEXT, struct price, unmeasured)},
    {FIELD("lost", FIELD_NAMES, struct price, lost)},
    {FIELD("controls", FIELD_NAMES, struct price, controls)},
};
const struct record price_record = {
    .what = "a price",
    .fields = price_fields,
    .field_count = COUNT(price_fields),
    .size = sizeof(struct price),
    .place_offset = NO_PLACE_FIELD,
};

static const struct field control_fields[] = {
    {FIELD("control", FIELD_ID, struct control, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct control, title), .required = true},
    {FIELD("family", FIELD_CHOICE, struct control, family), .words = family_words,
     .required = true},
    {FIELD("category", FIELD_WORD, struct control, category), .words = category_words,
     .required = true},
    {FIELD("applies_when", FIELD_READ, struct control, applies_when), .read = expr_read},
    {.key = "needs", .kind = FIELD_RECORD, .record = &needs_record},
    {FIELD("conflicts", FIELD_NAMES, struct control, conflicts)},
    {FIELD("effect", FIELD_RECORDS, struct control, effects),
     .count_offset = offsetof(struct control, effect_count), .record = &effect_record,
     .required = true},
    {FIELD("loses", FIELD_NAMES, struct control, loses)},
    {.key = "build", .kind = FIELD_READ, .read = builds_read},
    {FIELD("not_on", FIELD_RECORDS, struct control, absences),
     .count_offset = offsetof(struct control, absence_count), .record = &absence_record},
    {FIELD("provision", FIELD_RECORDS, struct control, provision),
     .count_offset = offsetof(struct control, provision_count), .record = &step_record},
    {FIELD("irreversible", FIELD_BOOL, struct control, irreversible)},
    {FIELD("prices", FIELD_RECORDS, struct control, prices),
     .count_offset = offsetof(struct control, price_count), .record = &price_record},
    {FIELD("cost", FIELD_TEXT, struct control, cost_note), .required = true},
    {FIELD("standards", FIELD_READ, struct control, standards), .read = clauses_read},
    {FIELD("refs", FIELD_READ, struct control, refs), .read = refs_read},
};
const struct record control_record = {
    .what = "a control",
    .fields = control_fields,
    .field_count = COUNT(control_fields),
    .size = sizeof(struct control),
    .place_offset = offsetof(struct control, place),
};

static void finish_effect(const struct reader *reader, const struct control *control, size_t i,
                          const struct yaml_node *node)
{
    const struct effect *effect = &control->effects[i];
    const struct yaml_node *raise = yaml_get(node, "raise");
    if (effect->leaf == NULL) {
        return;
    }
    if (effect->cut == (raise != NULL) || (raise != NULL && raise->count == 0)) {
        reader_mistake(reader, node->place, NULL,
                       "an effect either cuts its leaf or raises at least one factor of it");
    }
    for (size_t k = 0; k < i; k++) {
        if (control->effects[k].leaf != NULL &&
            strcmp(control->effects[k].leaf, effect->leaf) == 0) {
            reader_mistake(reader, node->place, NULL, "the control answers leaf '%s' twice",
                           effect->leaf);
            return;
        }
    }
}

void control_finish(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct control *control = target;
    const struct yaml_node *effects = yaml_get(node, "effect");
    for (size_t i = 0; i < control->effect_count; i++) {
        finish_effect(reader, control, i, &effects->items[i]);
    }
    if (effects != NULL && effects->kind == YAML_SEQUENCE && effects->count == 0) {
        reader_mistake(reader, effects->place, NULL, "the control answers no leaf");
    }
    // One step that cannot be undone makes the control one that cannot.
    for (size_t i = 0; i < control->provision_count; i++) {
        control->irreversible = control->irreversible || control->provision[i].irreversible;
    }
}
