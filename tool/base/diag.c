// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

void diag_init(struct diag *diag, struct arena *arena)
{
    *diag = (struct diag){.arena = arena};
}

bool diag_failed(const struct diag *diag)
{
    return diag->input_errors + diag->environment_errors > 0;
}

static void append(struct diag *diag, struct diag_entry entry)
{
    diag->entries =
        arena_grow(diag->arena, diag->entries, diag->count, &diag->capacity, sizeof *diag->entries);
    if (entry.place.file != NULL) {
        entry.place.file = arena_strdup(diag->arena, entry.place.file);
    }
    if (entry.remedy != NULL) {
        entry.remedy = arena_strdup(diag->arena, entry.remedy);
    }
    diag->entries[diag->count++] = entry;
    diag->input_errors += entry.kind == DIAG_INPUT;
    diag->environment_errors += entry.kind == DIAG_ENVIRONMENT;
}

void diag_input(struct diag *diag, struct place place, const char *remedy, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    append(diag, (struct diag_entry){DIAG_INPUT, place, arena_vprintf(diag->arena, format, args),
                                     remedy});
    va_end(args);
}

void diag_environment(struct diag *diag, struct place place, const char *remedy, const char *format,
                      ...)
{
    va_list args;
    va_start(args, format);
    append(diag, (struct diag_entry){DIAG_ENVIRONMENT, place,
                                     arena_vprintf(diag->arena, format, args), remedy});
    va_end(args);
}

void diag_warning(struct diag *diag, struct place place, const char *remedy, const char *format,
                  ...)
{
    va_list args;
    va_start(args, format);
    append(diag, (struct diag_entry){DIAG_WARNING, place, arena_vprintf(diag->arena, format, args),
                                     remedy});
    va_end(args);
}

static int by_place(const void *left, const void *right)
{
    const struct diag_entry *a = *(const struct diag_entry *const *)left;
    const struct diag_entry *b = *(const struct diag_entry *const *)right;
    if (a->place.file != NULL && b->place.file != NULL) {
        const int order = strcmp(a->place.file, b->place.file);
        if (order != 0) {
            return order;
        }
        if (a->place.line != b->place.line) {
            return a->place.line < b->place.line ? -1 : 1;
        }
        if (a->place.column != b->place.column) {
            return a->place.column < b->place.column ? -1 : 1;
        }
    }
    return a < b ? -1 : a > b; // entries lie in one array: address order is order of arrival
}

static const struct diag_entry **sorted(const struct diag *diag)
{
    const struct diag_entry **order =
        ARENA_ARRAY(diag->arena, const struct diag_entry *, diag->count);
    for (size_t i = 0; i < diag->count; i++) {
        order[i] = &diag->entries[i];
    }
    qsort(order, diag->count, sizeof *order, by_place);
    return order;
}

static void write_place(const struct place *place, FILE *stream)
{
    if (place->file == NULL) {
        return;
    }
    fprintf(stream, "%s:", place->file);
    if (place->line > 0) {
        fprintf(stream, "%zu:", place->line);
    }
    if (place->line > 0 && place->column > 0) {
        fprintf(stream, "%zu:", place->column);
    }
    fputc(' ', stream);
}

void diag_write(const struct diag *diag, FILE *stream, bool colour)
{
    const struct diag_entry **order = sorted(diag);
    for (size_t i = 0; i < diag->count; i++) {
        const struct diag_entry *entry = order[i];
        const bool warning = entry->kind == DIAG_WARNING;
        write_place(&entry->place, stream);
        if (colour) {
            fputs(warning ? "\033[33m" : "\033[31m", stream);
        }
        fputs(warning ? "warning:" : "error:", stream);
        if (colour) {
            fputs("\033[0m", stream);
        }
        fprintf(stream, " %s\n", entry->text);
        if (entry->remedy != NULL) {
            fprintf(stream, "  remedy: %s\n", entry->remedy);
        }
    }
}

static json_t *entry_to_json(const struct diag_entry *entry)
{
    json_t *object = json_object();
    json_object_set_new(object, "severity",
                        json_string(entry->kind == DIAG_WARNING ? "warning" : "error"));
    json_object_set_new(object, "kind",
                        json_string(entry->kind == DIAG_ENVIRONMENT ? "environment" : "input"));
    if (entry->place.file != NULL) {
        json_object_set_new(object, "file", json_string(entry->place.file));
    }
    if (entry->place.line > 0) {
        json_object_set_new(object, "line", json_integer((json_int_t)entry->place.line));
    }
    if (entry->place.column > 0) {
        json_object_set_new(object, "column", json_integer((json_int_t)entry->place.column));
    }
    json_object_set_new(object, "text", json_string(entry->text));
    if (entry->remedy != NULL) {
        json_object_set_new(object, "remedy", json_string(entry->remedy));
    }
    return object;
}

json_t *diag_to_json(const struct diag *diag)
{
    json_t *list = json_array();
    const struct diag_entry **order = sorted(diag);
    for (size_t i = 0; i < diag->count; i++) {
        json_array_append_new(list, entry_to_json(order[i]));
    }
    return list;
}
