// SPDX-License-Identifier: MIT
#include "catalogue/loading.h"

#include "base/file.h"
#include "base/text.h"
#include "catalogue/embedded.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 256 * 1024, FILES_MAX = 20000 };

#define VOCABULARY "vocabulary.yaml"

#define LIST(kind_word, folder_word, table, list)                     \
    .word = (kind_word), .folder = (folder_word), .record = &(table), \
    .list_offset = offsetof(struct catalogue, list),                  \
    .count_offset = offsetof(struct catalogue, list##_count)

const struct entry_reader entry_kinds[ENTRY_KINDS] = {
    [ENTRY_GOAL] = {LIST("goal", "goals", goal_record, goals)},
    [ENTRY_LEAF] = {LIST("leaf", "leaves", leaf_record, leaves), .finish = leaf_finish},
    [ENTRY_CONTROL] = {LIST("control", "controls", control_record, controls),
                       .finish = control_finish},
    [ENTRY_CHIP] = {LIST("chip", "chips", chip_record, chips)},
    [ENTRY_BOARD] = {LIST("board", "boards", board_record, boards)},
    [ENTRY_ADVERSARY] = {LIST("adversary", "adversaries", adversary_record, profiles)},
    [ENTRY_CHECK] = {LIST("check", "checks", check_record, checks)},
    [ENTRY_ATTACK] = {LIST("attack", "attacks", attack_record, attacks)},
    [ENTRY_STANDARD] = {LIST("standard", "standards", standard_record, standards)},
};

static struct names folder_names(const struct reader *reader)
{
    struct names names = {ARENA_ARRAY(reader->arena, const char *, ENTRY_KINDS), ENTRY_KINDS};
    for (size_t i = 0; i < ENTRY_KINDS; i++) {
        names.items[i] = entry_kinds[i].folder;
    }
    return names;
}

// The first key says what an entry is; the folder and the file's name must say the same.
static void check_names(const struct loading *loading, const struct entry *entry)
{
    const struct reader *reader = &loading->reader;
    const struct yaml_node *node = entry->node;
    const char *word = entry_kinds[entry->kind].word;
    if (node->count == 0 || strcmp(node->pairs[0].key, word) != 0) {
        reader_mistake(reader, node->place, NULL, "the first key of a file in %s/ is '%s'",
                       entry_kinds[entry->kind].folder, word);
        return;
    }
    const struct yaml_node *id = &node->pairs[0].value;
    if (id->kind == YAML_SCALAR && strcmp(id->text, entry->id) != 0) {
        reader_mistake(reader, id->place, "rename one of them", "the file is named '%s', the %s %s",
                       entry->id, word, text_quoted(reader->arena, id->text));
    }
}

static void add_entry(struct loading *loading, enum entry_kind kind, const char *name,
                      const struct yaml_node *node)
{
    if (loading->count >= FILES_MAX) {
        reader_mistake(&loading->reader, NO_PLACE, NULL, "more than %d catalogue files", FILES_MAX);
        return;
    }
    loading->entries = arena_grow(loading->reader.arena, loading->entries, loading->count,
                                  &loading->capacity, sizeof *loading->entries);
    loading->entries[loading->count++] = (struct entry){
        .kind = kind,
        .id = arena_strndup(loading->reader.arena, name, strlen(name) - strlen(".yaml")),
        .node = node,
    };
}

// Takes one file: `path` is relative to the catalogue ("leaves/mp.repl.raw.yaml").
static void take_file(struct loading *loading, const char *path, const char *bytes, size_t size)
{
    const struct reader *reader = &loading->reader;
    const char *shown = path_join(reader->arena, loading->catalogue->source, path);
    const struct yaml_node *node = yaml_read(reader->arena, reader->diag, shown, bytes, size);
    if (node == NULL) {
        return;
    }
    if (node->kind != YAML_MAPPING) {
        reader_mistake(reader, node->place, NULL, "a catalogue file is a mapping");
        return;
    }
    if (strcmp(path, VOCABULARY) == 0) {
        loading->vocabulary = node;
        return;
    }
    const char *slash = strchr(path, '/');
    for (unsigned i = 0; slash != NULL && i < ENTRY_KINDS; i++) {
        const size_t length = strlen(entry_kinds[i].folder);
        if (length == (size_t)(slash - path) && strncmp(path, entry_kinds[i].folder, length) == 0) {
            add_entry(loading, (enum entry_kind)i, slash + 1, node);
            return;
        }
    }
    const struct names folders = folder_names(reader);
    const char *folder =
        slash == NULL ? path : arena_strndup(reader->arena, path, (size_t)(slash - path));
    reader_unknown(reader, (struct place){.file = shown}, "folder of a catalogue", folder,
                   &folders);
}

static bool is_yaml(const char *name)
{
    const size_t size = strlen(name);
    return size > 5 && name[0] != '.' && strcmp(name + size - 5, ".yaml") == 0;
}

static void take_folder(struct loading *loading, const char *folder)
{
    const struct reader *reader = &loading->reader;
    const char *source = loading->catalogue->source;
    const char *path = folder[0] != '\0' ? path_join(reader->arena, source, folder) : source;
    size_t count = 0;
    const char **names = folder_list(reader->arena, reader->diag, path, &count);
    for (size_t i = 0; names != NULL && i < count; i++) {
        const char *relative = path_join(reader->arena, folder, names[i]);
        const char *whole = path_join(reader->arena, path, names[i]);
        if (folder_exists(whole)) {
            if (folder[0] == '\0') {
                take_folder(loading, names[i]);
            } else {
                reader_mistake(reader, (struct place){.file = whole}, NULL,
                               "a folder of a catalogue holds files only");
            }
            continue;
        }
        struct file_bytes file;
        if (is_yaml(names[i]) &&
            file_load(reader->arena, reader->diag, "catalogue file", whole, FILE_SIZE_MAX, &file)) {
            take_file(loading, relative, file.data, file.size);
        }
    }
}

static void take_embedded(struct loading *loading)
{
    for (size_t i = 0; i < embedded_catalogue_count; i++) {
        const struct embedded_file *file = &embedded_catalogue[i];
        take_file(loading, file->path, (const char *)file->bytes, file->size);
    }
}

static int by_kind_and_id(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : strcmp(a->id, b->id);
}

static int by_id(const void *left, const void *right)
{
    const struct entry *a = *(const struct entry *const *)left;
    const struct entry *b = *(const struct entry *const *)right;
    const int order = strcmp(a->id, b->id);
    return order != 0 ? order : a < b ? -1 : a > b;
}

// `explain ID` and plan.lock.yaml name an entry by its id alone, so ids are unique over all kinds.
static void refuse_duplicates(const struct loading *loading)
{
    const struct entry **order =
        ARENA_ARRAY(loading->reader.arena, const struct entry *, loading->count);
    for (size_t i = 0; i < loading->count; i++) {
        order[i] = &loading->entries[i];
    }
    if (loading->count > 0) {
        qsort(order, loading->count, sizeof *order, by_id);
    }
    for (size_t i = 1; i < loading->count; i++) {
        if (strcmp(order[i - 1]->id, order[i]->id) == 0) {
            reader_mistake(&loading->reader, order[i]->node->place, "ids are never used twice",
                           "the id '%s' is taken by the %s of %s", order[i]->id,
                           entry_kinds[order[i - 1]->kind].word, order[i - 1]->node->place.file);
        }
    }
}

static void read_kind(struct loading *loading, enum entry_kind kind, size_t first, size_t count)
{
    const struct entry_reader *how = &entry_kinds[kind];
    char *items = arena_alloc(loading->reader.arena, count, how->record->size);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &loading->entries[first + i];
        void *item = items + i * how->record->size;
        check_names(loading, entry);
        fields_read(&loading->reader, entry->node, how->record, item);
        memcpy(item, &entry->id, sizeof entry->id); // every entry begins with its id
        if (how->finish != NULL) {
            how->finish(&loading->reader, entry->node, item);
        }
    }
    char *catalogue = (char *)loading->catalogue;
    memcpy(catalogue + how->list_offset, &items, sizeof items);
    memcpy(catalogue + how->count_offset, &count, sizeof count);
}

static void read_entries(struct loading *loading)
{
    if (loading->count > 0) {
        qsort(loading->entries, loading->count, sizeof *loading->entries, by_kind_and_id);
    }
    size_t at = 0;
    for (unsigned kind = 0; kind < ENTRY_KINDS; kind++) {
        loading->first[kind] = at;
        size_t count = 0;
        while (at + count < loading->count && loading->entries[at + count].kind == kind) {
            count++;
        }
        read_kind(loading, (enum entry_kind)kind, at, count);
        at += count;
    }
    refuse_duplicates(loading);
}

const struct catalogue *catalogue_load(struct arena *arena, struct diag *diag,
                                       const char *directory)
{
    const size_t errors = diag->input_errors + diag->environment_errors;
    struct loading loading = {.reader = {.arena = arena, .diag = diag}};
    loading.catalogue = ARENA_NEW(arena, struct catalogue);
    loading.catalogue->source = directory != NULL ? arena_strdup(arena, directory) : "catalogue";
    if (directory != NULL) {
        take_folder(&loading, "");
    } else {
        take_embedded(&loading);
    }
    if (loading.vocabulary == NULL) {
        reader_mistake(&loading.reader, (struct place){.file = loading.catalogue->source}, NULL,
                       "the catalogue has no " VOCABULARY);
        return NULL;
    }
    vocabulary_read(&loading);
    read_entries(&loading);
    // Entries that could not be read would make everything that names them look wrong too.
    if (diag->input_errors + diag->environment_errors == errors) {
        threats_check(&loading);
        controls_check(&loading);
        devices_check(&loading);
        cycles_check(&loading);
    }
    if (directory == NULL) {
        loading.catalogue->source = "built in";
    }
    return diag->input_errors + diag->environment_errors == errors ? loading.catalogue : NULL;
}
