// SPDX-License-Identifier: MIT
#include "base/yaml.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

// A hostile file can hold a mistake in every byte; a person reads the first ones.
enum { MISTAKES_MAX = 100 };

struct builder {
    yaml_parser_t parser;
    struct arena *arena;
    struct diag *diag;
    const char *file;
    const char *bytes;
    size_t size;
    unsigned mistakes;
    // Children of the nodes that are still open, innermost last. When a node closes, its own
    // move to an array of exactly their number: most lists are short, and there are many.
    struct yaml_pair *open;
    size_t open_count;
    size_t open_capacity;
};

static struct place place_of(const struct builder *builder, const yaml_mark_t *mark)
{
    return (struct place){builder->file, mark->line + 1, mark->column + 1};
}

// libyaml gives a byte offset, and no mark, for bytes that it cannot decode.
static struct place place_of_offset(const struct builder *builder, size_t offset)
{
    struct place place = {builder->file, 1, 1};
    for (size_t i = 0; i < offset && i < builder->size; i++) {
        const unsigned char byte = (unsigned char)builder->bytes[i];
        if (byte == '\n') {
            place.line++;
            place.column = 1;
        } else if ((byte & 0xc0U) != 0x80U) { // a continuation byte is no column of its own
            place.column++;
        }
    }
    return place;
}

static void mistake(struct builder *builder, struct place place, const char *remedy,
                    const char *text)
{
    builder->mistakes++;
    diag_input(builder->diag, place, remedy, "%s", text);
}

static void report_syntax(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    const char *problem = parser->problem != NULL ? parser->problem : "no valid YAML";
    if (parser->error == YAML_READER_ERROR) {
        diag_input(builder->diag, place_of_offset(builder, parser->problem_offset),
                   "save the file as UTF-8 text", "%s", problem);
        return;
    }
    const struct place place = place_of(builder, &parser->problem_mark);
    if (parser->context == NULL) {
        diag_input(builder->diag, place, NULL, "%s", problem);
    } else if (parser->context_mark.line == parser->problem_mark.line) {
        diag_input(builder->diag, place, NULL, "%s, %s", parser->context, problem);
    } else {
        diag_input(builder->diag, place, NULL, "%s (begun in line %zu), %s", parser->context,
                   parser->context_mark.line + 1, problem);
    }
}

static bool next_event(struct builder *builder, yaml_event_t *event)
{
    if (builder->mistakes >= MISTAKES_MAX) {
        diag_input(builder->diag, place_of(builder, &builder->parser.mark),
                   "correct the first ones and run this again",
                   "too many mistakes; the rest of the file was not read");
        return false;
    }
    if (yaml_parser_parse(&builder->parser, event) == 0) {
        report_syntax(builder);
        return false;
    }
    return true;
}

static void refuse_decoration(struct builder *builder, const yaml_event_t *event,
                              const yaml_char_t *anchor, const yaml_char_t *tag)
{
    const struct place place = place_of(builder, &event->start_mark);
    if (anchor != NULL) {
        mistake(builder, place, "write the value out where it is needed", "anchors are not used");
    }
    if (tag != NULL) {
        mistake(builder, place, "leave the tag out: the key says what its value is",
                "tags are not used");
    }
}

static bool build_node(struct builder *builder, yaml_event_t *event, unsigned depth,
                       struct yaml_node *out);

static void build_scalar(struct builder *builder, const yaml_event_t *event, struct yaml_node *out)
{
    refuse_decoration(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
    out->kind = YAML_SCALAR;
    out->text_size = event->data.scalar.length;
    out->text = arena_strndup(builder->arena, (const char *)event->data.scalar.value,
                              event->data.scalar.length);
    out->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static void push(struct builder *builder, const struct yaml_pair *pair)
{
    builder->open = arena_grow(builder->arena, builder->open, builder->open_count,
                               &builder->open_capacity, sizeof *builder->open);
    builder->open[builder->open_count++] = *pair;
}

static void close_sequence(struct builder *builder, size_t first, struct yaml_node *out)
{
    out->count = builder->open_count - first;
    out->items = ARENA_ARRAY(builder->arena, struct yaml_node, out->count);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i] = builder->open[first + i].value;
    }
    builder->open_count = first;
}

static void close_mapping(struct builder *builder, size_t first, struct yaml_node *out)
{
    out->count = builder->open_count - first;
    out->pairs = ARENA_ARRAY(builder->arena, struct yaml_pair, out->count);
    if (out->count > 0) {
        memcpy(out->pairs, builder->open + first, out->count * sizeof *out->pairs);
    }
    builder->open_count = first;
}

static bool build_sequence(struct builder *builder, unsigned depth, struct yaml_node *out)
{
    out->kind = YAML_SEQUENCE;
    const size_t first = builder->open_count;
    for (;;) {
        yaml_event_t event;
        if (!next_event(builder, &event)) {
            return false;
        }
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            close_sequence(builder, first, out);
            return true;
        }
        struct yaml_pair item = {0};
        if (!build_node(builder, &event, depth, &item.value)) {
            return false;
        }
        push(builder, &item);
    }
}

static int by_key(const void *left, const void *right)
{
    const struct yaml_pair *a = *(const struct yaml_pair *const *)left;
    const struct yaml_pair *b = *(const struct yaml_pair *const *)right;
    const int order = strcmp(a->key, b->key);
    return order != 0 ? order : a < b ? -1 : a > b; // one array: file order
}

// Sorting keeps a hostile mapping of a hundred thousand keys from taking minutes.
static void refuse_duplicates(struct builder *builder, const struct yaml_node *mapping)
{
    const struct yaml_pair **order =
        ARENA_ARRAY(builder->arena, const struct yaml_pair *, mapping->count);
    for (size_t i = 0; i < mapping->count; i++) {
        order[i] = &mapping->pairs[i];
    }
    qsort(order, mapping->count, sizeof *order, by_key);
    const struct yaml_pair *first = mapping->count > 0 ? order[0] : NULL;
    for (size_t i = 1; i < mapping->count && builder->mistakes < MISTAKES_MAX; i++) {
        if (strcmp(first->key, order[i]->key) != 0) {
            first = order[i];
            continue;
        }
        const char *text =
            arena_printf(builder->arena, "the key %s stands twice, first in line %zu",
                         text_quoted(builder->arena, first->key), first->place.line);
        mistake(builder, order[i]->place, "keep one of them", text);
    }
}

// A key that is no plain text is reported and left without a name; its value must still be
// consumed.
static bool build_key(struct builder *builder, yaml_event_t *event, unsigned depth,
                      struct yaml_pair *pair)
{
    struct yaml_node key = {0};
    if (!build_node(builder, event, depth, &key)) {
        return false;
    }
    const bool good = key.kind == YAML_SCALAR && strlen(key.text) == key.text_size;
    pair->place = key.place;
    pair->key = good ? key.text : NULL;
    if (!good) {
        mistake(builder, key.place, NULL, "a key must be one word of text");
    }
    return true;
}

static bool build_mapping(struct builder *builder, unsigned depth, struct yaml_node *out)
{
    out->kind = YAML_MAPPING;
    const size_t first = builder->open_count;
    for (;;) {
        yaml_event_t event;
        if (!next_event(builder, &event)) {
            return false;
        }
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            close_mapping(builder, first, out);
            refuse_duplicates(builder, out);
            return true;
        }
        struct yaml_pair pair = {0};
        if (!build_key(builder, &event, depth, &pair) || !next_event(builder, &event) ||
            !build_node(builder, &event, depth, &pair.value)) {
            return false;
        }
        if (pair.key != NULL) {
            push(builder, &pair);
        }
    }
}

static bool build_children(struct builder *builder, const yaml_event_t *event, unsigned depth,
                           struct yaml_node *out)
{
    if (depth >= YAML_DEPTH_MAX) {
        diag_input(builder->diag, out->place, NULL, "nested deeper than %d levels", YAML_DEPTH_MAX);
        return false;
    }
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        refuse_decoration(builder, event, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag);
        return build_sequence(builder, depth + 1, out);
    }
    refuse_decoration(builder, event, event->data.mapping_start.anchor,
                      event->data.mapping_start.tag);
    return build_mapping(builder, depth + 1, out);
}

// Consumes `event`, and the events behind it that belong to the same node.
static bool build_node(struct builder *builder, yaml_event_t *event, unsigned depth,
                       struct yaml_node *out)
{
    *out = (struct yaml_node){.place = place_of(builder, &event->start_mark)};
    bool good = true;
    if (event->type == YAML_SCALAR_EVENT) {
        build_scalar(builder, event, out);
    } else if (event->type == YAML_ALIAS_EVENT) {
        mistake(builder, out->place, "write the value out", "aliases are not used");
        out->text = "";
    } else {
        good = build_children(builder, event, depth, out);
    }
    yaml_event_delete(event);
    return good;
}

// Takes events up to one of `type`, which must be the next that is not the stream's beginning.
static bool expect_root(struct builder *builder, yaml_event_t *event)
{
    for (;;) {
        if (!next_event(builder, event)) {
            return false;
        }
        if (event->type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(event);
            diag_input(builder->diag, (struct place){builder->file, 1, 1}, NULL,
                       "the file holds nothing");
            return false;
        }
        if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_START_EVENT) {
            return true;
        }
        yaml_event_delete(event);
    }
}

static bool expect_end(struct builder *builder)
{
    yaml_event_t event;
    if (!next_event(builder, &event)) { // the document's end
        return false;
    }
    yaml_event_delete(&event);
    if (!next_event(builder, &event)) {
        return false;
    }
    const bool end = event.type == YAML_STREAM_END_EVENT;
    if (!end) {
        mistake(builder, place_of(builder, &event.start_mark), "put it into a file of its own",
                "a second document begins here");
    }
    yaml_event_delete(&event);
    return end;
}

const struct yaml_node *yaml_read(struct arena *arena, struct diag *diag, const char *file,
                                  const char *bytes, size_t size)
{
    struct builder builder = {.arena = arena,
                              .diag = diag,
                              .file = arena_strdup(arena, file),
                              .bytes = bytes,
                              .size = size};
    if (yaml_parser_initialize(&builder.parser) == 0) {
        diag_environment(diag, NO_PLACE, NULL, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)bytes, size);

    struct yaml_node *root = ARENA_NEW(arena, struct yaml_node);
    yaml_event_t event;
    const bool good = expect_root(&builder, &event) && build_node(&builder, &event, 0, root) &&
                      expect_end(&builder);
    yaml_parser_delete(&builder.parser);
    return good ? root : NULL;
}

const struct yaml_node *yaml_parse(struct arena *arena, struct diag *diag, const char *file,
                                   const char *bytes, size_t size)
{
    const size_t before = diag->input_errors;
    const struct yaml_node *root = yaml_read(arena, diag, file, bytes, size);
    return diag->input_errors == before ? root : NULL;
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key)
{
    if (mapping == NULL || mapping->kind != YAML_MAPPING) {
        return NULL;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->pairs[i].key, key) == 0) {
            return &mapping->pairs[i].value;
        }
    }
    return NULL;
}
