// SPDX-License-Identifier: MIT
#include "build/arguments.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

enum { FLAGS_MAX = 64 * 1024, SETTINGS_MAX = 16, ENVIRONMENT_MAX = 2 };

static void push(struct names *names, const char *item)
{
    names->items[names->count++] = item;
}

// Compiler flags. Names of this machine's folders must not reach the firmware: the last mapping
// that fits wins, and `out` may lie inside `home`.
static const char *flags_of(struct arena *arena, const struct workspace *workspace)
{
    struct buf text;
    buf_init(&text, arena, FLAGS_MAX);
    buf_printf(&text,
               "CFLAGS_EXTRA=-I%s -include mpsec_pre.h -ffile-prefix-map=%s=micropython "
               "-ffile-prefix-map=%s=mpsec -ffile-prefix-map=%s=build",
               workspace->overlay, workspace->tree.path, workspace->home, workspace->out);
    for (size_t i = 0; i < workspace->settings.cflags.count; i++) {
        buf_printf(&text, " %s", workspace->settings.cflags.items[i]);
    }
    return text.full ? NULL : text.data;
}

static const char *wraps_of(struct arena *arena, const struct workspace *workspace,
                            const char *separator)
{
    const struct settings *settings = &workspace->settings;
    struct buf text;
    buf_init(&text, arena, FLAGS_MAX);
    buf_printf(&text, "%s=", workspace->target->wrap_make);
    for (size_t i = 0; i < settings->wrap_count; i++) {
        buf_printf(&text, "%s%s", i == 0 ? "" : separator, settings->wraps[i].name);
    }
    return text.data;
}

// What both systems are told in the same words.
static void push_common(struct arena *arena, const struct workspace *workspace, struct names *out)
{
    const struct target *target = workspace->target;
    const struct settings *settings = &workspace->settings;
    for (const char *const *fixed = target->make; *fixed != NULL; fixed++) {
        push(out, *fixed);
    }
    push(out, arena_printf(arena, "MICROPY_MANIFEST_MPSEC_BOARD_DIR=%s",
                           path_join(arena, workspace->home, target->board_folder)));
    if (workspace->application != NULL) {
        push(out,
             arena_printf(arena, "MICROPY_MANIFEST_MPSEC_APPLICATION=%s", workspace->application));
    }
    if (settings->guard) {
        push(out, target->guard_make);
        push(out, wraps_of(arena, workspace, target->cmake ? ";" : " "));
    }
    if (settings->signed_application) {
        push(out, "MPSEC_APP=1");
    }
    if (settings->service_door) {
        push(out, "MPSEC_DOOR=1");
    }
    if (settings->keyed) {
        push(out, arena_printf(arena, "MPSEC_KEYS=%s", workspace->overlay));
    }
    for (size_t i = 0; i < settings->make_count; i++) {
        push(out, arena_printf(arena, "%s=%s", settings->make[i].name, settings->make[i].value));
    }
}

static void push_make(struct arena *arena, const struct workspace *workspace, struct make_job *job)
{
    const struct target *target = workspace->target;
    const char *board = path_join(arena, workspace->home, target->board_folder);
    struct names *out = &job->settings;
    push(out, arena_printf(arena, "BOARD=%s", workspace->request->model->device.board->id));
    push(out, arena_printf(arena, "BUILD=%s", workspace->obj));
    push(out, arena_printf(arena, "CROSS_COMPILE=%s", target->prefix));
    push(out, arena_printf(arena, "USER_C_MODULES=%s", path_folder(arena, board)));
    push(out, arena_printf(arena, "MICROPY_MPYCROSS=%s", workspace->mpy_cross));
    push(out, "MICROPY_MPYCROSS_DEPENDENCY=");
    push(out, arena_printf(arena, "FROZEN_MANIFEST=%s",
                           path_join(arena, workspace->overlay, "manifest.py")));
    push(out, flags_of(arena, workspace));
    job->folder = path_join(arena, workspace->tree.path, target->port_folder);
}

// CMake ports read flags and mpy-cross from the environment, all else from the cache.
static void push_cmake(struct arena *arena, const struct workspace *workspace, struct make_job *job)
{
    const struct target *target = workspace->target;
    const char *port = path_join(arena, workspace->tree.path, target->port_folder);
    const char *board = path_join(arena, workspace->home, target->board_folder);
    const char *id = workspace->request->model->device.board->id;
    struct names *out = &job->settings;
    push(out, arena_printf(arena, "MICROPY_BOARD=%s", id));
    push(out, arena_printf(arena, "MICROPY_BOARD_DIR=%s",
                           path_join(arena, path_join(arena, port, "boards"), id)));
    push(out,
         arena_printf(arena, "USER_C_MODULES=%s", path_join(arena, board, "micropython.cmake")));
    push(out, arena_printf(arena, "MICROPY_FROZEN_MANIFEST=%s",
                           path_join(arena, workspace->overlay, "manifest.py")));
    // The rule that freezes modules insists on a README.md there, even when nothing is wanted.
    push(out, arena_printf(arena, "MICROPY_LIB_DIR=%s", board));
    push(&job->environment, flags_of(arena, workspace));
    push(&job->environment, arena_printf(arena, "MICROPY_MPYCROSS=%s", workspace->mpy_cross));
    job->source = port;
    job->folder = workspace->obj;
}

struct make_job arguments_of_build(struct arena *arena, const struct workspace *workspace)
{
    size_t count = SETTINGS_MAX + workspace->settings.make_count;
    for (const char *const *fixed = workspace->target->make; *fixed != NULL; fixed++) {
        count++;
    }
    struct make_job job = {
        .what = workspace->what,
        .log = workspace->log,
        .settings = {.items = ARENA_ARRAY(arena, const char *, count)},
        .environment = {.items = ARENA_ARRAY(arena, const char *, ENVIRONMENT_MAX)},
        .request = workspace->request,
        .version = workspace->tree.version,
    };
    push_common(arena, workspace, &job.settings);
    if (workspace->target->cmake) {
        push_cmake(arena, workspace, &job);
    } else {
        push_make(arena, workspace, &job);
    }
    return job;
}
