// SPDX-License-Identifier: MIT
#include "build/workspace.h"

#include "base/file.h"
#include "base/process.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Only a folder with this file in it is ever emptied.
static const char marker[] = "build.log";

enum { VERSION_TEXT_MAX = 256, BOARD_FILE_MAX = 64 * 1024 };

static bool program_is_there(struct arena *arena, const char *name)
{
    const char *path = getenv("PATH");
    char *rest = arena_strdup(arena, path != NULL ? path : "/usr/bin:/bin");
    for (char *save = NULL, *folder = strtok_r(rest, ":", &save); folder != NULL;
         folder = strtok_r(NULL, ":", &save)) {
        if (access(path_join(arena, folder, name), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_tools(struct arena *arena, struct diag *diag, struct workspace *workspace)
{
    const struct target *target = workspace->target;
    bool good = true;
    for (size_t i = 0; i < target->tool_count; i++) {
        const struct tool_need *need = &target->tools[i];
        if (!program_is_there(arena, need->program)) {
            diag_environment(
                diag, NO_PLACE,
                arena_printf(arena, "run scripts/setup, or apt-get install %s", need->package),
                "the program '%s' is not on this machine", need->program);
            good = false;
        }
    }
    if (!good) {
        return false;
    }
    const char *compiler = arena_printf(arena, "%sgcc", target->prefix);
    const char *const argv[] = {compiler, "-dumpfullversion", NULL};
    const char *version = process_output(arena, diag, argv, VERSION_TEXT_MAX);
    if (version == NULL) {
        diag_environment(diag, NO_PLACE, "install it anew", "'%s' does not tell its version",
                         compiler);
        return false;
    }
    workspace->compiler = arena_printf(arena, "%s %s", compiler, version);
    return true;
}

static bool find_target(struct diag *diag, struct workspace *workspace)
{
    const struct board *board = workspace->request->model->device.board;
    const struct place place = workspace->request->model->device.place;
    workspace->target = board->target == NULL ? NULL : target_find(board->target);
    if (workspace->target == NULL) {
        diag_input(diag, place, "choose a board that `mpsec explain BOARD` says is built here",
                   "mpsec cannot build for the board %s", board->id);
        return false;
    }
    if (workspace->tree.minor < workspace->target->oldest_minor ||
        !folder_exists(
            path_join(diag->arena, workspace->tree.path, workspace->target->port_folder))) {
        diag_input(diag, (struct place){.file = workspace->tree.path},
                   "give a newer tree with --micropython DIR",
                   "MicroPython %s has no %s in a form that mpsec builds", workspace->tree.version,
                   workspace->target->port_folder);
        return false;
    }
    return true;
}

// Release archives come with the folders of submodules empty.
static bool find_submodules(struct arena *arena, struct diag *diag,
                            const struct workspace *workspace)
{
    const char *const *file = workspace->target->submodules;
    for (; file != NULL && *file != NULL; file++) {
        if (!file_exists(path_join(arena, workspace->tree.path, *file))) {
            diag_environment(diag, (struct place){.file = workspace->tree.path},
                             "run scripts/submodules, or `make submodules` in a git checkout",
                             "the tree lacks %s, which %s is built from", *file,
                             workspace->target->port_folder);
            return false;
        }
    }
    return true;
}

static bool find_paths(struct arena *arena, struct diag *diag, struct workspace *workspace)
{
    const struct build_request *request = workspace->request;
    const struct model *model = request->model;
    workspace->home = path_absolute(arena, request->home);
    workspace->out = path_absolute(arena, request->out);
    workspace->overlay = path_join(arena, workspace->out, "overlay");
    workspace->obj = path_join(arena, workspace->out, "obj");
    workspace->log = path_join(arena, workspace->out, marker);
    bool good = path_is_plain(diag, "mpsec checkout", workspace->home);
    good = path_is_plain(diag, "output folder", workspace->out) && good;
    if (model->application.folder != NULL) {
        workspace->application =
            path_absolute(arena, path_join(arena, model->folder, model->application.folder));
        good = path_is_plain(diag, "application", workspace->application) && good;
        if (!folder_exists(workspace->application)) {
            diag_input(diag, model->application.place, NULL, "there is no folder %s",
                       workspace->application);
            good = false;
        }
    }
    return good;
}

// Whether a file for CMake has a `set(NAME`. One in a comment counts: then a person looks.
static bool sets_variable(const char *text, const char *name)
{
    static const char blank[] = " \t\r\n";
    const size_t size = strlen(name);
    for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name)) {
        const char *before = at;
        while (before > text && strchr(blank, before[-1]) != NULL) {
            before--;
        }
        const bool whole = strcspn(at + size, " \t\r\n)") == 0;
        if (whole && before > text && before[-1] == '(') {
            return true;
        }
    }
    return false;
}

// What a board's own file sets in CMake goes before what is given on the command line, and a
// control that wants another value would silently not be in force.
static bool board_leaves_settings(struct arena *arena, struct diag *diag,
                                  const struct workspace *workspace)
{
    static const char *const files[] = {"mpconfigboard.cmake", "mpconfigvariant.cmake"};
    const char *id = workspace->request->model->device.board->id;
    const char *boards = path_join(arena, workspace->target->port_folder, "boards");
    const char *folder = path_join(arena, workspace->tree.path, path_join(arena, boards, id));
    bool good = true;
    for (size_t i = 0; workspace->target->cmake && i < sizeof files / sizeof *files; i++) {
        const char *path = path_join(arena, folder, files[i]);
        struct file_bytes bytes;
        if (!file_exists(path)) {
            continue;
        }
        if (!file_load(arena, diag, "board's configuration", path, BOARD_FILE_MAX, &bytes)) {
            return false;
        }
        for (size_t k = 0; k < workspace->settings.make_count; k++) {
            const struct assignment *wanted = &workspace->settings.make[k];
            if (sets_variable(bytes.data, wanted->name)) {
                diag_input(diag, (struct place){.file = path},
                           arena_printf(arena, "leave it out with --without %s", wanted->control),
                           "the board sets %s itself, so %s would not be in force", wanted->name,
                           wanted->control);
                good = false;
            }
        }
    }
    return good;
}

// One that would change nothing on the board's port must not be listed as one that is in force.
static bool all_act(struct diag *diag, const struct build_request *request)
{
    const char *port = request->model->device.board->port;
    bool good = true;
    for (size_t i = 0; i < request->control_count; i++) {
        const struct control *control = request->controls[i];
        if (!control_acts_on(control, port)) {
            diag_input(diag, request->model->device.place,
                       arena_printf(diag->arena, "leave it out with --without %s", control->id),
                       "%s is not written for the port %s: the build would not have it",
                       control->id, port);
            good = false;
        }
    }
    return good;
}

bool workspace_open(struct arena *arena, struct diag *diag, const struct build_request *request,
                    struct workspace *out)
{
    *out = (struct workspace){
        .request = request,
        .what = request->control_count == 0 ? "stock" : "hardened",
    };
    if (!tree_open(arena, diag, request->micropython, request->force_version, &out->tree) ||
        !find_target(diag, out) || !all_act(diag, request) || !find_submodules(arena, diag, out) ||
        !find_paths(arena, diag, out) || !find_tools(arena, diag, out)) {
        return false;
    }
    const struct settings_request wanted = {out->target->port, request->controls,
                                            request->control_count, out->tree.minor};
    if (!settings_merge(arena, diag, &wanted, &out->settings) ||
        !board_leaves_settings(arena, diag, out)) {
        return false;
    }
    if (out->settings.service_door && request->model->service_keys.count == 0) {
        diag_input(diag, (struct place){.file = request->model->path},
                   "add {file: service.pub.pem, role: service} to the model's keys",
                   "nobody could ever open the service door");
        return false;
    }
    if (out->settings.signed_application && request->device_keys == NULL) {
        diag_input(diag, (struct place){.file = request->model->path},
                   "name the public keys in the model's keys; mpsec keygen makes them",
                   "the device would trust no key, so no application could ever run");
        return false;
    }
    return true;
}

bool workspace_empty(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    if (folder_exists(workspace->out)) {
        size_t count = 0;
        const char **names = folder_list(arena, diag, workspace->out, &count);
        if (names == NULL) {
            return false;
        }
        if (count > 0 && !file_exists(workspace->log)) {
            diag_input(diag, (struct place){.file = workspace->out},
                       "name another folder with --out, or empty this one yourself",
                       "the folder is not empty and holds no build of mpsec");
            return false;
        }
        if (count > 0 && !folder_remove(diag, workspace->out)) {
            return false;
        }
    }
    return folder_make(diag, workspace->out) && file_write(diag, workspace->log, "", 0) &&
           folder_make(diag, workspace->overlay);
}
