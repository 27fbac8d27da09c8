// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "catalogue/loading.h"

#include <string.h>

_Static_assert(sizeof(enum expertise) == sizeof(unsigned), "FIELD_WORD writes an unsigned");

static void days_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    if (node->kind != YAML_SCALAR || !days_from(node->text, target)) {
        reader_mistake(reader, node->place, NULL,
                       "'time' wants days, weeks or months, such as 1d, 2w or 3m");
    }
}

#define FACTOR(name, list, needed)                                                    \
    {                                                                                 \
        .key = #name, .kind = FIELD_WORD, .offset = offsetof(struct potential, name), \
        .words = list, .required = needed                                             \
    }
#define FACTORS(needed)                                                                       \
    {                                                                                         \
        {.key = "time",                                                                       \
         .kind = FIELD_READ,                                                                  \
         .offset = offsetof(struct potential, days),                                          \
         .read = days_read,                                                                   \
         .required = needed},                                                                 \
            FACTOR(expertise, expertise_words, needed),                                       \
            FACTOR(knowledge, knowledge_words, needed), FACTOR(window, window_words, needed), \
            FACTOR(equipment, equipment_words, needed), FACTOR(access, access_words, needed), \
    }

static const struct field whole_fields[] = FACTORS(true);
static const struct field partial_fields[] = FACTORS(false);
enum { FACTOR_COUNT = sizeof whole_fields / sizeof whole_fields[0] };

const struct record ceiling_record = {
    .what = "an attack potential",
    .fields = whole_fields,
    .field_count = FACTOR_COUNT,
    .size = sizeof(struct potential),
    .place_offset = NO_PLACE_FIELD,
};
const struct record develop_record = {
    .what = "an attack potential",
    .fields = whole_fields,
    .field_count = FACTOR_COUNT - 1, // access is the last
    .size = sizeof(struct potential),
    .place_offset = NO_PLACE_FIELD,
};
const struct record partial_potential_record = {
    .what = "an attack potential",
    .fields = partial_fields,
    .field_count = FACTOR_COUNT,
    .size = sizeof(struct potential),
    .place_offset = NO_PLACE_FIELD,
};

static const struct expr *read_expr(const struct reader *reader, const struct yaml_node *node);

static void read_children(const struct reader *reader, const struct yaml_node *nodes, size_t count,
                          struct expr *expr)
{
    expr->children = ARENA_ARRAY(reader->arena, const struct expr *, count);
    for (size_t i = 0; i < count; i++) {
        const struct expr *child = read_expr(reader, &nodes[i]);
        if (child != NULL) {
            expr->children[expr->count++] = child;
        }
    }
}

static void read_operator(const struct reader *reader, const struct yaml_pair *pair,
                          struct expr *expr)
{
    static const char *const words[] = {"all", "any", "not"};
    static const enum expr_kind kinds[] = {EXPR_ALL, EXPR_ANY, EXPR_NOT};

    for (size_t i = 0; i < 3; i++) {
        if (strcmp(pair->key, words[i]) != 0) {
            continue;
        }
        expr->kind = kinds[i];
        if (expr->kind == EXPR_NOT) {
            read_children(reader, &pair->value, 1, expr);
        } else if (pair->value.kind != YAML_SEQUENCE || pair->value.count == 0) {
            reader_mistake(reader, pair->value.place, NULL, "'%s' wants a list of conditions",
                           words[i]);
        } else {
            read_children(reader, pair->value.items, pair->value.count, expr);
        }
        return;
    }
    reader_mistake(reader, pair->place, NULL, "a condition is a name, all, any or not; here is %s",
                   text_quoted(reader->arena, pair->key));
}

static const struct expr *read_expr(const struct reader *reader, const struct yaml_node *node)
{
    struct expr *expr = ARENA_NEW(reader->arena, struct expr);
    expr->place = node->place;
    if (node->kind == YAML_SCALAR) {
        expr->name = reader_text(reader, node, "condition");
        return expr->name != NULL ? expr : NULL;
    }
    if (node->kind != YAML_MAPPING || node->count != 1) {
        reader_mistake(reader, node->place, NULL,
                       "a condition is a name, or a mapping with one of all, any, not");
        return NULL;
    }
    const size_t before = reader->diag->input_errors;
    read_operator(reader, &node->pairs[0], expr);
    return reader->diag->input_errors == before ? expr : NULL;
}

void expr_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    const struct expr **out = target;
    *out = read_expr(reader, node);
}

static size_t count_values(const struct yaml_node *mapping)
{
    size_t total = 0;
    for (size_t i = 0; i < mapping->count; i++) {
        total += mapping->pairs[i].value.count;
    }
    return total;
}

void refs_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "'refs' wants a mapping of lists");
        return;
    }
    struct names *refs = target;
    refs->items = ARENA_ARRAY(reader->arena, const char *, count_values(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct names values = reader_names(reader, &pair->value, pair->key);
        for (size_t k = 0; k < values.count; k++) {
            refs->items[refs->count++] =
                arena_printf(reader->arena, "%s:%s", pair->key, values.items[k]);
        }
    }
}

void clauses_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "'standards' wants a mapping of lists");
        return;
    }
    struct clauses *clauses = target;
    clauses->items = ARENA_ARRAY(reader->arena, struct clause, count_values(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct names numbers = reader_names(reader, &pair->value, pair->key);
        for (size_t k = 0; k < numbers.count; k++) {
            clauses->items[clauses->count++] = (struct clause){pair->key, numbers.items[k]};
        }
    }
}
