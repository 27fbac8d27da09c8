// SPDX-License-Identifier: MIT
#include "attack/application.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

enum {
    FILE_LIMIT = 1 << 20,
    FILES_MAX = 256,
    DEPTH_MAX = 8,
    LINE_MIN = 28,
    LINE_MAX = 90,
    // A file's first block lies in one piece on a littlefs; behind it a line may be torn.
    PRIZE_REACH = 3072,
};

struct walk {
    struct arena *arena;
    struct diag *diag;
    struct app_files *files;
    size_t capacity;
};

static bool add_file(struct walk *walk, const char *path, const char *name)
{
    struct file_bytes bytes;
    if (!file_load(walk->arena, walk->diag, "application file", path, FILE_LIMIT, &bytes)) {
        return false;
    }
    if (walk->files->count >= FILES_MAX) {
        diag_input(walk->diag, (struct place){.file = path}, NULL,
                   "the application has more than %d files", FILES_MAX);
        return false;
    }
    walk->files->items = arena_grow(walk->arena, walk->files->items, walk->files->count,
                                    &walk->capacity, sizeof *walk->files->items);
    walk->files->items[walk->files->count++] = (struct app_file){name, {bytes.data, bytes.size}};
    return true;
}

static bool is_wanted(const char *name)
{
    return name[0] != '.' && strcmp(name, "__pycache__") != 0 && strpbrk(name, "'\"\\\n\r") == NULL;
}

static bool walk_folder(struct walk *walk, const char *folder, const char *prefix, size_t depth)
{
    size_t count = 0;
    const char **names = folder_list(walk->arena, walk->diag, folder, &count);
    for (size_t i = 0; names != NULL && i < count; i++) {
        if (!is_wanted(names[i])) {
            continue;
        }
        const char *path = path_join(walk->arena, folder, names[i]);
        const char *name = arena_printf(walk->arena, "%s%s", prefix, names[i]);
        const bool inner = folder_exists(path);
        if (inner && depth >= DEPTH_MAX) {
            continue;
        }
        if (inner ? !walk_folder(walk, path, arena_printf(walk->arena, "%s/", name), depth + 1)
                  : !add_file(walk, path, name)) {
            return false;
        }
    }
    return names != NULL;
}

bool application_load(struct arena *arena, struct diag *diag, const struct model *model,
                      struct app_files *out)
{
    *out = (struct app_files){0};
    if (model->application.folder == NULL) {
        return true;
    }
    struct walk walk = {.arena = arena, .diag = diag, .files = out};
    return walk_folder(&walk, path_join(arena, model->folder, model->application.folder), "", 0);
}

// A line worth stealing: long enough to be no accident, plain text, and nothing that would be
// taken for a value of the script language.
static bool is_prize(struct bytes line)
{
    if (line.size < LINE_MIN || line.size > LINE_MAX) {
        return false;
    }
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] < ' ' || line.data[i] > '~') {
            return false;
        }
    }
    return true;
}

// Calls for the `wanted`th prize of all files; returns how many there are.
static size_t find_prize(const struct app_files *files, size_t wanted, size_t *file,
                         struct bytes *prize)
{
    size_t seen = 0;
    for (size_t i = 0; i < files->count; i++) {
        const struct bytes bytes = files->items[i].bytes;
        const size_t reach = bytes.size < PRIZE_REACH ? bytes.size : (size_t)PRIZE_REACH;
        for (size_t at = 0; at < reach;) {
            const char *newline = memchr(bytes.data + at, '\n', reach - at);
            const size_t size = newline == NULL ? 0 : (size_t)(newline - bytes.data) - at;
            const struct bytes line = {bytes.data + at, size};
            if (newline != NULL && is_prize(line) && seen++ == wanted) {
                *file = i;
                *prize = line;
            }
            at = newline == NULL ? reach : at + size + 1;
        }
    }
    return seen;
}

bool application_prize(struct arena *arena, const struct app_files *files, struct values *values)
{
    size_t file = 0;
    struct bytes prize = {0};
    const size_t count = find_prize(files, SIZE_MAX, &file, &prize);
    if (count == 0) {
        return true;
    }
    size_t wanted;
    if (!random_below(count, &wanted)) {
        return false;
    }
    (void)find_prize(files, wanted, &file, &prize);
    values->text[VALUE_APP_FILE] = files->items[file].path;
    values->text[VALUE_APP_LINE] = arena_strndup(arena, prize.data, prize.size);
    return true;
}
