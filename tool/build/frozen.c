// SPDX-License-Identifier: MIT
#include "build/frozen.h"

#include "base/file.h"
#include "build/tree.h"

#include <string.h>

enum { DEPTH_MAX = 8 };

struct walk {
    struct arena *arena;
    struct diag *diag;
    struct names *names;
    size_t capacity;
};

static bool has_ending(const char *name, const char *ending)
{
    const size_t size = strlen(name);
    const size_t length = strlen(ending);
    return size > length && strcmp(name + size - length, ending) == 0;
}

static bool is_hidden(const char *name)
{
    return name[0] == '.' || strcmp(name, "__pycache__") == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static bool collect(struct walk *walk, const char *root, const char *below, int depth)
{
    size_t count = 0;
    const char **names =
        folder_list(walk->arena, walk->diag, path_join(walk->arena, root, below), &count);
    if (names == NULL || depth > DEPTH_MAX) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const char *name = path_join(walk->arena, below, names[i]);
        const char *path = path_join(walk->arena, root, name);
        const bool is_library = depth == 0 && strcmp(name, "lib") == 0;
        if (is_hidden(names[i]) || is_library) {
            continue;
        }
        if (folder_exists(path)) {
            good = collect(walk, root, name, depth + 1) && good;
        } else if (has_ending(name, ".py") || has_ending(name, ".mpy")) {
            good = path_is_plain(walk->diag, "application's file", name) && good;
            walk->names->items = arena_grow(walk->arena, walk->names->items, walk->names->count,
                                            &walk->capacity, sizeof *walk->names->items);
            walk->names->items[walk->names->count++] = name;
        }
    }
    return good;
}

// "a.py" and "a.mpy" are one module.
static bool same_module(const char *a, const char *b)
{
    const size_t size = (size_t)(strrchr(a, '.') - a);
    return size == (size_t)(strrchr(b, '.') - b) && strncmp(a, b, size) == 0;
}

// `name` against those of `names` from `first` on.
static bool has_twin(const char *name, const struct names *names, size_t first, const char **twin)
{
    for (size_t i = first; i < names->count; i++) {
        if (same_module(name, names->items[i])) {
            *twin = names->items[i];
            return true;
        }
    }
    return false;
}

static bool no_twins(struct diag *diag, const char *folder, const struct names *a,
                     const struct names *b)
{
    bool good = true;
    for (size_t i = 0; i < a->count; i++) {
        const char *twin = NULL;
        if (has_twin(a->items[i], b, a == b ? i + 1 : 0, &twin)) {
            diag_input(diag, (struct place){.file = folder}, "rename one of them",
                       "%s and %s would be frozen under one name", a->items[i], twin);
            good = false;
        }
    }
    return good;
}

bool frozen_list(struct arena *arena, struct diag *diag, const char *folder, struct frozen *out)
{
    *out = (struct frozen){0};
    struct walk modules = {.arena = arena, .diag = diag, .names = &out->modules};
    struct walk libraries = {.arena = arena, .diag = diag, .names = &out->libraries};
    const char *library = path_join(arena, folder, "lib");
    if (!collect(&modules, folder, "", 0) ||
        (folder_exists(library) && !collect(&libraries, library, "", 1))) {
        return false;
    }
    return no_twins(diag, folder, &out->modules, &out->modules) &&
           no_twins(diag, folder, &out->libraries, &out->libraries) &&
           no_twins(diag, folder, &out->modules, &out->libraries);
}
