// SPDX-License-Identifier: MIT
#include "base/file.h"
#include "base/text.h"
#include "model/reading.h"

#include <stdlib.h>
#include <string.h>

enum { MODEL_SIZE_MAX = 1024 * 1024, SCHEMA = 1 };

const struct yaml_node *reading_item(const struct reading *reading, const char *list, size_t i)
{
    return &yaml_get(reading->root, list)->items[i];
}

struct names reading_ids(struct arena *arena, const void *items, size_t count, size_t size)
{
    const struct names all = catalogue_ids(arena, items, count, size);
    struct names ids = {ARENA_ARRAY(arena, const char *, count), 0};
    for (size_t i = 0; i < count; i++) {
        if (all.items[i] == NULL) {
            return (struct names){0};
        }
        ids.items[ids.count++] = all.items[i];
    }
    return ids;
}

bool reference_check(const struct reading *reading, const struct yaml_node *item, const char *key,
                     const struct names *known, const char *what)
{
    const struct yaml_node *value = yaml_get(item, key);
    if (value == NULL || value->kind != YAML_SCALAR || value->text_size == 0) {
        return false; // absent, or reported by the table
    }
    if (known->items == NULL) {
        return false; // the list itself has mistakes: what it names cannot be told
    }
    if (!names_has(known, value->text)) {
        reader_unknown(&reading->reader, value->place, what, value->text, known);
        return false;
    }
    return true;
}

void ids_check(const struct reading *reading, const char *list, const struct names *ids)
{
    const struct names sorted = names_sorted(reading->reader.arena, ids);
    for (size_t i = 1; i < sorted.count; i++) {
        if (strcmp(sorted.items[i - 1], sorted.items[i]) != 0) {
            continue;
        }
        const struct yaml_node *items = yaml_get(reading->root, list);
        struct place place = items->place;
        for (size_t k = 0; k < items->count; k++) {
            const struct yaml_node *id = yaml_get(&items->items[k], "id");
            if (id != NULL && id->text != NULL && strcmp(id->text, sorted.items[i]) == 0) {
                place = id->place; // the last one: the first was there before it
            }
        }
        reader_mistake(&reading->reader, place, NULL, "the id '%s' stands twice in '%s'",
                       sorted.items[i], list);
    }
}

// A later schema may mean something else by the same words, so it is not read at all.
static bool check_schema(const struct reading *reading)
{
    const struct yaml_node *schema = yaml_get(reading->root, "mpsec");
    if (schema == NULL) {
        return true; // reported by the table, together with everything else
    }
    int64_t number;
    if (!reader_number(&reading->reader, schema, "mpsec", (struct range){1, UINT32_MAX}, &number)) {
        return true;
    }
    if (number != SCHEMA) {
        reader_mistake(&reading->reader, schema->place, "use a newer mpsec, or write 'mpsec: 1'",
                       "the model has schema %s, this mpsec reads schema 1", schema->text);
        return false;
    }
    return true;
}

static void check_all(const struct reading *reading)
{
    device_check(reading);
    interfaces_check(reading);
    assets_check(reading);
    adversaries_check(reading);
    decisions_check(reading);
    application_check(reading);
}

const struct model *model_parse(struct arena *arena, struct diag *diag,
                                const struct catalogue *catalogue, const char *path,
                                const char *bytes, size_t size, struct date today)
{
    const size_t errors = diag->input_errors + diag->environment_errors;
    struct reading reading = {
        .reader = {.arena = arena, .diag = diag}, .catalogue = catalogue, .today = today};
    if (size > MODEL_SIZE_MAX) {
        diag_input(diag, (struct place){.file = path}, NULL,
                   "the device model has %zu bytes, more than the %d allowed", size,
                   MODEL_SIZE_MAX);
        return NULL;
    }
    reading.root = yaml_read(arena, diag, path, bytes, size);
    if (reading.root == NULL) {
        return NULL;
    }
    reading.model = ARENA_NEW(arena, struct model);
    reading.model->path = arena_strdup(arena, path);
    reading.model->folder = path_folder(arena, path);
    model_default(reading.model);
    if (check_schema(&reading)) {
        fields_read(&reading.reader, reading.root, &model_record, reading.model);
        check_all(&reading);
    }
    return diag->input_errors + diag->environment_errors == errors ? reading.model : NULL;
}

const struct model *model_load(struct arena *arena, struct diag *diag,
                               const struct catalogue *catalogue, const char *path,
                               struct date today)
{
    struct file_bytes file;
    if (!file_load(arena, diag, "device model", path, MODEL_SIZE_MAX, &file)) {
        return NULL;
    }
    return model_parse(arena, diag, catalogue, path, file.data, file.size, today);
}
