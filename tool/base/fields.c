// SPDX-License-Identifier: MIT
#include "base/fields.h"

#include "base/buf.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MISTAKES_MAX = 200, KNOWN_SHOWN_MAX = 12, REMEDY_MAX = 4096, SLIPS_MAX = 50 };

void reader_mistake(const struct reader *reader, struct place place, const char *remedy,
                    const char *format, ...)
{
    if (reader->diag->input_errors > MISTAKES_MAX) {
        return;
    }
    if (reader->diag->input_errors == MISTAKES_MAX) {
        diag_input(reader->diag, NO_PLACE, "correct the first ones and run this again",
                   "too many mistakes; the others are not shown");
        return;
    }
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(reader->arena, format, args);
    va_end(args);
    diag_input(reader->diag, place, remedy, "%s", text);
}

// "known: a, b, c", or NULL when the list is too long to help.
static const char *list_known(const struct reader *reader, const struct names *known)
{
    if (known->count == 0 || known->count > KNOWN_SHOWN_MAX) {
        return NULL;
    }
    struct buf text;
    buf_init(&text, reader->arena, REMEDY_MAX);
    for (size_t i = 0; i < known->count; i++) {
        buf_printf(&text, "%s%s", i == 0 ? "known: " : ", ", known->items[i]);
    }
    return text.data;
}

// "TEXT, did you mean 'X'?", when there is an X that may have been meant.
static void report_word(const struct reader *reader, struct place place, const char *text,
                        const char *word, const struct names *known)
{
    if (reader->diag->input_errors > MISTAKES_MAX) {
        return; // not even the nearest word is looked for: a hostile file has many
    }
    const char *closest = names_closest(known, word);
    reader_mistake(reader, place, list_known(reader, known), "%s%s%s%s", text,
                   closest != NULL ? ", did you mean '" : "", closest != NULL ? closest : "",
                   closest != NULL ? "'?" : "");
}

void reader_unknown(const struct reader *reader, struct place place, const char *what,
                    const char *word, const struct names *known)
{
    const char *text =
        arena_printf(reader->arena, "unknown %s %s", what, text_quoted(reader->arena, word));
    report_word(reader, place, text, word, known);
}

static const char *kind_word(const struct yaml_node *node)
{
    switch (node->kind) {
    case YAML_SEQUENCE:
        return "a list";
    case YAML_MAPPING:
        return "a mapping";
    case YAML_SCALAR:
        break;
    }
    return node->text_size == 0 ? "nothing" : "one value";
}

static void wrong_kind(const struct reader *reader, const struct yaml_node *node, const char *key,
                       const char *wanted)
{
    reader_mistake(reader, node->place, NULL, "'%s' wants %s, here is %s", key, wanted,
                   kind_word(node));
}

// YAML 1.1 reads these as something else than text; we never do, and a person might.
static bool is_ambiguous(const struct yaml_node *node)
{
    static const char *const words[] = {"~",  "null", "true", "false", "yes",
                                        "no", "on",   "off",  "y",     "n"};
    for (size_t i = 0; node->plain && i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(node->text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

const char *reader_text(const struct reader *reader, const struct yaml_node *node, const char *key)
{
    if (node->kind != YAML_SCALAR || node->text_size == 0) {
        wrong_kind(reader, node, key, "text");
        return NULL;
    }
    if (!text_is_printable(node->text, node->text_size)) {
        reader_mistake(reader, node->place, NULL, "'%s' holds a control character", key);
        return NULL;
    }
    if (is_ambiguous(node)) {
        reader_mistake(reader, node->place, "write it in quotes",
                       "'%s' wants text, and %s can be read otherwise", key,
                       text_quoted(reader->arena, node->text));
        return NULL;
    }
    return node->text;
}

static void read_id(const struct reader *reader, const struct yaml_node *node,
                    const struct field *field, const char **out)
{
    const char *text = reader_text(reader, node, field->key);
    if (text == NULL) {
        return;
    }
    if (!text_is_id(text)) {
        reader_mistake(reader, node->place,
                       "use letters, digits and '.', '_', '-'; a letter or digit first; at most "
                       "64 of them",
                       "%s cannot be a name", text_quoted(reader->arena, text));
        return;
    }
    *out = text;
}

bool reader_number(const struct reader *reader, const struct yaml_node *node, const char *key,
                   struct range range, int64_t *out)
{
    if (node->kind == YAML_SCALAR && node->plain && node->text_size > 0) {
        const char *digits = node->text + (node->text[0] == '-');
        errno = 0;
        const long long value = strtoll(node->text, NULL, 10);
        if (strspn(digits, "0123456789") == strlen(digits) && digits[0] != '\0' && errno == 0 &&
            strlen(node->text) == node->text_size && value >= range.least && value <= range.most) {
            *out = value;
            return true;
        }
    }
    reader_mistake(reader, node->place, NULL,
                   "'%s' wants a whole number from %" PRId64 " to %" PRId64, key, range.least,
                   range.most);
    return false;
}

static void read_u32(const struct reader *reader, const struct yaml_node *node,
                     const struct field *field, uint32_t *out)
{
    const struct range range = {field->least, field->most};
    int64_t value;
    if (reader_number(reader, node, field->key, range, &value)) {
        *out = (uint32_t)value;
    }
}

static void read_bool(const struct reader *reader, const struct yaml_node *node,
                      const struct field *field, bool *out)
{
    const bool plain = node->kind == YAML_SCALAR && node->plain;
    if (plain && strcmp(node->text, "true") == 0) {
        *out = true;
    } else if (plain && strcmp(node->text, "false") == 0) {
        *out = false;
    } else {
        reader_mistake(reader, node->place, NULL, "'%s' wants true or false", field->key);
    }
}

// The index of a scalar among the field's words; false after reporting.
static bool find_word(const struct reader *reader, const struct yaml_node *node,
                      const struct field *field, unsigned *index)
{
    if (node->kind != YAML_SCALAR || node->text_size == 0) {
        wrong_kind(reader, node, field->key, "one word");
        return false;
    }
    struct names known = {0};
    while (field->words[known.count] != NULL) {
        if (strcmp(field->words[known.count], node->text) == 0) {
            *index = (unsigned)known.count;
            return true;
        }
        known.count++;
    }
    known.items = ARENA_ARRAY(reader->arena, const char *, known.count);
    memcpy(known.items, field->words, known.count * sizeof *known.items);
    const char *text = arena_printf(reader->arena, "'%s' cannot be %s", field->key,
                                    text_quoted(reader->arena, node->text));
    report_word(reader, node->place, text, node->text, &known);
    return false;
}

static void read_word(const struct reader *reader, const struct yaml_node *node,
                      const struct field *field, void *member)
{
    unsigned index;
    if (!find_word(reader, node, field, &index)) {
        return;
    }
    if (field->kind == FIELD_CHOICE) {
        memcpy(member, &field->words[index], sizeof field->words[index]);
    } else {
        memcpy(member, &index, sizeof index); // an enum of ours is as wide as its values
    }
}

struct names reader_names(const struct reader *reader, const struct yaml_node *node,
                          const char *key)
{
    struct names names = {0};
    if (node->kind != YAML_SEQUENCE) {
        wrong_kind(reader, node, key, "a list");
        return names;
    }
    names.items = ARENA_ARRAY(reader->arena, const char *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const char *text = reader_text(reader, &node->items[i], key);
        if (text != NULL) {
            names.items[names.count++] = text;
        }
    }
    const struct names sorted = names_sorted(reader->arena, &names);
    for (size_t i = 1; i < sorted.count; i++) {
        if (strcmp(sorted.items[i - 1], sorted.items[i]) == 0) {
            reader_mistake(reader, node->place, NULL, "'%s' names %s twice", key,
                           text_quoted(reader->arena, sorted.items[i]));
        }
    }
    return names;
}

static void read_records(const struct reader *reader, const struct yaml_node *node,
                         const struct field *field, char *target)
{
    if (node->kind != YAML_SEQUENCE) {
        wrong_kind(reader, node, field->key, "a list");
        return;
    }
    if (field->most > 0 && node->count > field->most) {
        reader_mistake(reader, node->place, NULL,
                       "'%s' has %zu entries, more than the %" PRIu32 " allowed", field->key,
                       node->count, field->most);
        return;
    }
    const size_t size = field->record->size;
    char *items = arena_alloc(reader->arena, node->count, size);
    for (size_t i = 0; i < node->count; i++) {
        fields_read(reader, &node->items[i], field->record, items + i * size);
    }
    memcpy(target + field->offset, &items, sizeof items);
    memcpy(target + field->count_offset, &node->count, sizeof node->count);
}

static void read_field(const struct reader *reader, const struct yaml_node *node,
                       const struct field *field, char *target)
{
    void *member = target + field->offset;
    switch (field->kind) {
    case FIELD_TEXT: {
        const char *text = reader_text(reader, node, field->key);
        memcpy(member, &text, sizeof text);
        break;
    }
    case FIELD_ID:
        read_id(reader, node, field, member);
        break;
    case FIELD_BOOL:
        read_bool(reader, node, field, member);
        break;
    case FIELD_U32:
        read_u32(reader, node, field, member);
        break;
    case FIELD_WORD:
    case FIELD_CHOICE:
        read_word(reader, node, field, member);
        break;
    case FIELD_NAMES: {
        const struct names names = reader_names(reader, node, field->key);
        memcpy(member, &names, sizeof names);
        break;
    }
    case FIELD_RECORD:
        fields_read(reader, node, field->record, member);
        break;
    case FIELD_RECORDS:
        read_records(reader, node, field, target);
        break;
    case FIELD_NODE:
        memcpy(member, &node, sizeof node);
        break;
    case FIELD_READ:
        field->read(reader, node, member);
        break;
    case FIELD_LATER:
        break;
    }
}

static struct names known_keys(const struct reader *reader, const struct record *record)
{
    struct names known = {ARENA_ARRAY(reader->arena, const char *, record->field_count),
                          record->field_count};
    for (size_t i = 0; i < record->field_count; i++) {
        known.items[i] = record->fields[i].key;
    }
    return known;
}

static const struct field *find_field(const struct record *record, const char *key)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (strcmp(record->fields[i].key, key) == 0) {
            return &record->fields[i];
        }
    }
    return NULL;
}

static void read_pairs(const struct reader *reader, const struct yaml_node *node,
                       const struct record *record, void *target)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct field *field = find_field(record, pair->key);
        if (field == NULL) {
            const struct names known = known_keys(reader, record);
            const char *what = arena_printf(reader->arena, "key of %s", record->what);
            reader_unknown(reader, pair->place, what, pair->key, &known);
        } else if (yaml_get(node, pair->key) == &pair->value) { // the first of duplicates
            read_field(reader, &pair->value, field, target);
        }
    }
}

// Whether an unknown key was reported as a slip for `key`: that it is missing goes without
// saying then. A mapping with very many keys is no slip.
static bool is_misspelt(const struct reader *reader, const struct yaml_node *node,
                        const struct record *record, const char *key)
{
    const struct names known = known_keys(reader, record);
    for (size_t i = 0; i < node->count && node->count <= SLIPS_MAX; i++) {
        const char *other = node->pairs[i].key;
        const char *closest =
            find_field(record, other) == NULL ? names_closest(&known, other) : NULL;
        if (closest != NULL && strcmp(closest, key) == 0) {
            return true;
        }
    }
    return false;
}

void fields_read(const struct reader *reader, const struct yaml_node *node,
                 const struct record *record, void *target)
{
    if (record->place_offset != NO_PLACE_FIELD) {
        memcpy((char *)target + record->place_offset, &node->place, sizeof node->place);
    }
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "%s is a mapping, here is %s", record->what,
                       kind_word(node));
        return;
    }
    read_pairs(reader, node, record, target);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (field->required && yaml_get(node, field->key) == NULL &&
            !is_misspelt(reader, node, record, field->key)) {
            reader_mistake(reader, node->place, NULL, "%s lacks '%s'", record->what, field->key);
        }
    }
}

struct place reader_place(const struct yaml_node *mapping, const char *key)
{
    const struct yaml_node *value = yaml_get(mapping, key);
    return value != NULL ? value->place : mapping->place;
}
