// SPDX-License-Identifier: MIT
#include "build/tree.h"

#include "base/file.h"
#include "build/versions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MPCONFIG_MAX = 1024 * 1024, NOT_FOUND = -1 };

bool path_is_plain(struct diag *diag, const char *what, const char *path)
{
    static const char fine[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@";
    for (const char *c = path; *c != '\0'; c++) {
        if (strchr(fine, *c) == NULL && (unsigned char)*c < 0x80) {
            diag_input(diag, (struct place){.file = path},
                       "move it to a path of letters, digits and / . _ - + @",
                       "make cannot build with '%c' in the path of the %s", *c, what);
            return false;
        }
    }
    return true;
}

// The number behind "#define NAME ", or NOT_FOUND.
static int define_of(const char *text, const char *name)
{
    for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name)) {
        const char *value = at + strlen(name);
        const bool starts_line = at - text >= 8 && strncmp(at - 8, "#define ", 8) == 0;
        if (!starts_line || *value != ' ') {
            continue;
        }
        char *end = NULL;
        const long number = strtol(value, &end, 10);
        return end != value && number >= 0 && number <= 1000 ? (int)number : NOT_FOUND;
    }
    return NOT_FOUND;
}

// Another version may have moved a hook, and then a control would be silently out of force.
static bool version_is_known(struct diag *diag, const struct tree *tree, bool force)
{
    if (tree->known) {
        return true;
    }
    if (force) {
        diag_warning(
            diag, (struct place){.file = tree->path},
            "believe only what an attack on this firmware shows",
            "this is MicroPython %s, and nobody looked at its hooks: each one has to be in "
            "force, and what came with this version is open",
            tree->version);
        return true;
    }
    diag_input(diag, (struct place){.file = tree->path},
               "give a tree of a known version with --micropython DIR, or build with "
               "--force-version",
               "this is MicroPython %s, and mpsec knows the hooks of %d.%d to %d.%d only",
               tree->version, VERSIONS_MAJOR, VERSIONS_OLDEST, VERSIONS_MAJOR, VERSIONS_NEWEST);
    return false;
}

// A tree that is missing or may not be read is the machine's fault, not the model's.
static bool tree_is_readable(struct diag *diag, const char *path)
{
    if (access(path, R_OK | X_OK) == 0) {
        return true;
    }
    diag_environment(diag, (struct place){.file = path},
                     "run scripts/setup, or give a tree with --micropython DIR",
                     "cannot read the MicroPython tree: %s", strerror(errno));
    return false;
}

bool tree_open(struct arena *arena, struct diag *diag, const char *path, bool force,
               struct tree *out)
{
    *out = (struct tree){.path = path_absolute(arena, path)};
    const char *config = path_join(arena, out->path, "py/mpconfig.h");
    if (!tree_is_readable(diag, path)) {
        return false;
    }
    if (!folder_exists(out->path) || !file_exists(config) ||
        !file_exists(path_join(arena, out->path, "py/mkrules.mk"))) {
        diag_input(diag, (struct place){.file = path},
                   "run scripts/setup, or give a tree with --micropython DIR",
                   "this is not a MicroPython source tree: no py/mpconfig.h and py/mkrules.mk");
        return false;
    }
    struct file_bytes bytes;
    if (!path_is_plain(diag, "MicroPython tree", out->path) ||
        !file_load(arena, diag, "MicroPython version", config, MPCONFIG_MAX, &bytes)) {
        return false;
    }
    out->major = define_of(bytes.data, "MICROPY_VERSION_MAJOR");
    out->minor = define_of(bytes.data, "MICROPY_VERSION_MINOR");
    out->micro = define_of(bytes.data, "MICROPY_VERSION_MICRO");
    if (out->major < 0 || out->minor < 0 || out->micro < 0) {
        diag_input(diag, (struct place){.file = config}, NULL,
                   "no MicroPython version stands in this file");
        return false;
    }
    const bool preview = define_of(bytes.data, "MICROPY_VERSION_PRERELEASE") == 1;
    out->version = arena_printf(arena, "%d.%d.%d%s", out->major, out->minor, out->micro,
                                preview ? "-preview" : "");
    out->known = versions_known(out->major, out->minor);
    return version_is_known(diag, out, force);
}
