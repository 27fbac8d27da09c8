// SPDX-License-Identifier: MIT
// Chips, boards, standards and the vocabulary.
#include "catalogue/loading.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const state_words[] = {"yes", "no", "partial", "conditional", "unknown", NULL};

_Static_assert(sizeof(enum capability_state) == sizeof(unsigned), "FIELD_WORD writes an unsigned");

static const struct field capability_fields[] = {
    {FIELD("state", FIELD_WORD, struct capability, state), .words = state_words, .required = true},
    {FIELD("detail", FIELD_TEXT, struct capability, detail)},
    {FIELD("source", FIELD_TEXT, struct capability, source)},
};
static const struct record capability_record = {
    .what = "a capability",
    .fields = capability_fields,
    .field_count = COUNT(capability_fields),
    .size = sizeof(struct capability),
    .place_offset = NO_PLACE_FIELD,
};

static void capabilities_read(const struct reader *reader, const struct yaml_node *node,
                              void *target)
{
    struct chip *chip = target;
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "'capabilities' wants a mapping");
        return;
    }
    chip->capabilities = ARENA_ARRAY(reader->arena, struct capability, node->count);
    for (size_t i = 0; i < node->count; i++) {
        struct capability *capability = &chip->capabilities[chip->capability_count++];
        capability->name = node->pairs[i].key;
        capability->state = CAPABILITY_UNKNOWN;
        const struct yaml_node *value = &node->pairs[i].value;
        fields_read(reader, value, &capability_record, capability);
        if (capability->state != CAPABILITY_UNKNOWN && capability->source == NULL) {
            reader_mistake(reader, value->place, "say where the fact stands, or say 'unknown'",
                           "the capability '%s' has no source", capability->name);
        }
    }
}

static const struct field chip_fields[] = {
    {FIELD("chip", FIELD_ID, struct chip, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct chip, title), .required = true},
    {FIELD("source", FIELD_TEXT, struct chip, source), .required = true},
    {.key = "capabilities", .kind = FIELD_READ, .read = capabilities_read, .required = true},
};
const struct record chip_record = {
    .what = "a chip",
    .fields = chip_fields,
    .field_count = COUNT(chip_fields),
    .size = sizeof(struct chip),
    .place_offset = offsetof(struct chip, place),
};

static const struct field interface_fields[] = {
    {FIELD("id", FIELD_ID, struct board_interface, id), .required = true},
    {FIELD("kind", FIELD_TEXT, struct board_interface, kind), .required = true},
};
static const struct record interface_record = {
    .what = "a board's interface",
    .fields = interface_fields,
    .field_count = COUNT(interface_fields),
    .size = sizeof(struct board_interface),
    .place_offset = NO_PLACE_FIELD,
};

static const struct field board_fields[] = {
    {FIELD("board", FIELD_ID, struct board, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct board, title), .required = true},
    {FIELD("port", FIELD_ID, struct board, port), .required = true},
    {FIELD("chip", FIELD_TEXT, struct board, chip), .required = true},
    {FIELD("target", FIELD_ID, struct board, target)},
    {FIELD("interfaces", FIELD_RECORDS, struct board, interfaces),
     .count_offset = offsetof(struct board, interface_count), .record = &interface_record,
     .required = true},
    {FIELD("measured", FIELD_RECORDS, struct board, measured),
     .count_offset = offsetof(struct board, measured_count), .record = &price_record},
    {FIELD("features", FIELD_NAMES, struct board, features)},
};
const struct record board_record = {
    .what = "a board",
    .fields = board_fields,
    .field_count = COUNT(board_fields),
    .size = sizeof(struct board),
    .place_offset = offsetof(struct board, place),
};

static const struct field clause_fields[] = {
    {FIELD("title", FIELD_TEXT, struct standard_clause, title), .required = true},
    {FIELD("from_memory", FIELD_BOOL, struct standard_clause, from_memory), .required = true},
};
static const struct record clause_record = {
    .what = "a clause",
    .fields = clause_fields,
    .field_count = COUNT(clause_fields),
    .size = sizeof(struct standard_clause),
    .place_offset = NO_PLACE_FIELD,
};

static void standard_clauses_read(const struct reader *reader, const struct yaml_node *node,
                                  void *target)
{
    struct standard *standard = target;
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "'clauses' wants a mapping");
        return;
    }
    standard->clauses = ARENA_ARRAY(reader->arena, struct standard_clause, node->count);
    for (size_t i = 0; i < node->count; i++) {
        struct standard_clause *clause = &standard->clauses[standard->clause_count++];
        clause->number = node->pairs[i].key;
        clause->from_memory = true;
        fields_read(reader, &node->pairs[i].value, &clause_record, clause);
    }
}

static const struct field standard_fields[] = {
    {FIELD("standard", FIELD_ID, struct standard, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct standard, title), .required = true},
    {FIELD("edition", FIELD_TEXT, struct standard, edition), .required = true},
    {.key = "clauses", .kind = FIELD_READ, .read = standard_clauses_read, .required = true},
};
const struct record standard_record = {
    .what = "a standard",
    .fields = standard_fields,
    .field_count = COUNT(standard_fields),
    .size = sizeof(struct standard),
    .place_offset = offsetof(struct standard, place),
};

static bool is_list(const struct reader *reader, const struct yaml_node *node)
{
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL,
                       "a list of words is a mapping of names to meanings");
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        (void)reader_text(reader, &node->pairs[i].value, node->pairs[i].key);
    }
    return true;
}

static void words_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    if (!is_list(reader, node)) {
        return;
    }
    struct names names = {ARENA_ARRAY(reader->arena, const char *, node->count), node->count};
    for (size_t i = 0; i < node->count; i++) {
        names.items[i] = node->pairs[i].key;
    }
    struct names *out = target;
    *out = names_sorted(reader->arena, &names);
}

static int by_id(const void *left, const void *right)
{
    const struct state *a = left;
    const struct state *b = right;
    return strcmp(a->id, b->id);
}

static void states_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct catalogue *catalogue = target;
    if (!is_list(reader, node)) {
        return;
    }
    catalogue->states = ARENA_ARRAY(reader->arena, struct state, node->count);
    catalogue->states_count = node->count;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        catalogue->states[i] = (struct state){pair->key, pair->value.text, pair->place};
    }
    if (node->count > 0) {
        qsort(catalogue->states, node->count, sizeof *catalogue->states, by_id);
    }
}

#define WORDS(name)                                                                            \
    {                                                                                          \
        FIELD(#name, FIELD_READ, struct catalogue, name), .read = words_read, .required = true \
    }
static const struct field vocabulary_fields[] = {
    WORDS(capabilities),
    WORDS(functions),
    WORDS(asset_kinds),
    WORDS(interface_kinds),
    WORDS(board_features),
    WORDS(application_traits),
    {.key = "states", .kind = FIELD_READ, .read = states_read, .required = true},
};
static const struct record vocabulary_record = {
    .what = "the vocabulary",
    .fields = vocabulary_fields,
    .field_count = COUNT(vocabulary_fields),
    .place_offset = NO_PLACE_FIELD,
};

void vocabulary_read(const struct loading *loading)
{
    fields_read(&loading->reader, loading->vocabulary, &vocabulary_record, loading->catalogue);
}
