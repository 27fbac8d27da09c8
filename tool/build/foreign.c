// SPDX-License-Identifier: MIT
#include "build/foreign.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/frozen.h"
#include "build/overlay.h"
#include "build/tree.h"

#include <string.h>

enum { TEXT_MAX = 1024 * 1024, FILE_MAX = 1024 * 1024, FILES_MAX = 512 };

// Only a folder with this file in it is ever emptied.
static const char marker[] = "check.sh";

struct writer {
    struct arena *arena;
    struct diag *diag;
    struct foreign *foreign;
};

static bool put(struct writer *writer, const char *name, const char *text)
{
    struct foreign *foreign = writer->foreign;
    const char *path = path_join(writer->arena, foreign->request->out, name);
    if (text == NULL || foreign->files.count == FILES_MAX) {
        diag_input(writer->diag, NO_PLACE, NULL, "%s would be too large", name);
        return false;
    }
    foreign->files.items[foreign->files.count++] = name;
    return folder_make(writer->diag, path_folder(writer->arena, path)) &&
           file_write(writer->diag, path, text, strlen(text));
}

static bool copy(struct writer *writer, const char *from, const char *name, const char *tail)
{
    struct file_bytes bytes;
    struct foreign *foreign = writer->foreign;
    const char *path = path_join(writer->arena, foreign->request->out, name);
    if (!file_load(writer->arena, writer->diag, "file to copy", from, FILE_MAX, &bytes)) {
        return false;
    }
    if (tail != NULL) {
        return put(writer, name, arena_printf(writer->arena, "%s%s", bytes.data, tail));
    }
    if (foreign->files.count == FILES_MAX) {
        diag_input(writer->diag, (struct place){.file = from}, NULL,
                   "an overlay has at most %d files", FILES_MAX);
        return false;
    }
    foreign->files.items[foreign->files.count++] = name;
    return folder_make(writer->diag, path_folder(writer->arena, path)) &&
           file_write(writer->diag, path, bytes.data, bytes.size);
}

// Upstream's folder of the board, with our settings behind its own.
static bool put_board(struct writer *writer, const char *tree)
{
    struct foreign *foreign = writer->foreign;
    struct arena *arena = writer->arena;
    const bool cmake = foreign->port->cmake;
    const char *settings = cmake ? "mpconfigboard.cmake" : "mpconfigboard.mk";
    const char *from = path_join(arena, path_join(arena, tree, foreign->port->folder),
                                 path_join(arena, "boards", foreign->board));
    const char *to = path_join(arena, "boards", foreign->board);
    size_t count = 0;
    const char **names = folder_list(arena, writer->diag, from, &count);
    bool good = names != NULL;
    for (size_t i = 0; good && i < count; i++) {
        const char *path = path_join(arena, from, names[i]);
        const char *tail = strcmp(names[i], settings) != 0 ? NULL
                           : cmake                         ? foreign_cmake(arena, foreign)
                                                           : foreign_make(arena, foreign);
        good = folder_exists(path) || copy(writer, path, path_join(arena, to, names[i]), tail);
    }
    if (good && cmake) {
        const char *irreversible = foreign_sdkconfig(arena, foreign, true);
        good = put(writer, path_join(arena, to, "sdkconfig.mpsec"),
                   foreign_sdkconfig(arena, foreign, false)) &&
               put(writer, path_join(arena, to, "sdkconfig.irreversible"),
                   irreversible != NULL ? irreversible
                                        : "# Written by mpsec: the plan asks for nothing here.\n");
    }
    return good;
}

// The next header of ours that a text includes, from `at` on; NULL: there is none.
static const char *next_header(struct arena *arena, const char **at)
{
    static const char start[] = "#include \"mpsec/";
    const char *found = strstr(*at, start);
    const char *end = found == NULL ? NULL : strchr(found + strlen(start), '"');
    if (end == NULL) {
        return NULL;
    }
    const char *name = found + strlen(start);
    *at = end;
    return arena_printf(arena, "modules/mpsec/include/mpsec/%.*s", (int)(end - name), name);
}

// A source or header of the guard, and the headers that it includes, and those that they do.
static bool put_source(struct writer *writer, const char *from, const char *name)
{
    struct arena *arena = writer->arena;
    struct file_bytes bytes;
    if (names_has(&writer->foreign->files, name)) {
        return true;
    }
    if (!file_load(arena, writer->diag, "guard", from, FILE_MAX, &bytes) ||
        !put(writer, name, bytes.data)) {
        return false;
    }
    bool good = true;
    const char *at = bytes.data;
    for (const char *to = next_header(arena, &at); good && to != NULL;
         to = next_header(arena, &at)) {
        const char *header = path_join(arena, "include/mpsec", strrchr(to, '/') + 1);
        const char *home = writer->foreign->request->home;
        const char *guard = path_join(arena, path_join(arena, home, "guard"), header);
        const char *core = path_join(arena, path_join(arena, home, "core"), header);
        good = put_source(writer, file_exists(guard) ? guard : core, to);
    }
    return good;
}

static const char *module_make(struct writer *writer, const struct names *sources)
{
    const struct foreign *foreign = writer->foreign;
    struct buf out;
    buf_init(&out, writer->arena, TEXT_MAX);
    buf_puts(&out, "# Written by mpsec: the guard as a user C module. No qstrs in it, hence LIB.\n"
                   "MPSEC_MODULE := $(USERMOD_DIR)\n"
                   "CFLAGS_USERMOD += -I$(MPSEC_MODULE)/include -I$(MPSEC_MODULE)/micropython\n");
    for (size_t i = 0; i < sources->count; i++) {
        buf_printf(&out, "SRC_USERMOD_LIB_C += $(MPSEC_MODULE)/%s\n", sources->items[i]);
    }
    for (size_t i = 0; i < foreign->settings.wrap_count; i++) {
        buf_printf(&out, "LDFLAGS_USERMOD += %s%s\n", foreign->port->wrap,
                   foreign->settings.wraps[i].name);
    }
    return out.full ? NULL : out.data;
}

static const char *module_cmake(struct writer *writer, const struct names *sources)
{
    const struct foreign *foreign = writer->foreign;
    struct buf out;
    buf_init(&out, writer->arena, TEXT_MAX);
    buf_puts(&out,
             "# Written by mpsec: the guard as a user C module.\n"
             "add_library(usermod_mpsec INTERFACE)\n"
             "target_include_directories(usermod_mpsec INTERFACE\n"
             "    ${CMAKE_CURRENT_LIST_DIR}/include ${CMAKE_CURRENT_LIST_DIR}/micropython)\n");
    for (size_t i = 0; i < sources->count; i++) {
        buf_printf(&out, "target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/%s)\n",
                   sources->items[i]);
    }
    // Not target_link_options: those do not pass a static library, and a component is one.
    for (size_t i = 0; i < foreign->settings.wrap_count; i++) {
        buf_printf(&out, "target_link_libraries(usermod_mpsec INTERFACE \"%s%s\")\n",
                   foreign->port->wrap, foreign->settings.wraps[i].name);
    }
    buf_puts(&out, "target_link_libraries(usermod INTERFACE usermod_mpsec)\n");
    return out.full ? NULL : out.data;
}

// The sources that the controls ask for, and what those need in turn.
static struct names sources_of(struct writer *writer)
{
    const struct names *asked = &writer->foreign->settings.sources;
    struct names out = {.items = ARENA_ARRAY(writer->arena, const char *, asked->count + 5)};
    for (size_t i = 0; i < asked->count; i++) {
        out.items[out.count++] = asked->items[i];
    }
    if (names_has(asked, "micropython/hook_boot.c")) {
        out.items[out.count++] = "micropython/no_app.c";
        out.items[out.count++] = "micropython/no_protect.c"; // the ports have no driver for it
    }
    if (names_has(asked, "micropython/hook_boot.c") ||
        names_has(asked, "micropython/hook_gate.c")) {
        out.items[out.count++] = "micropython/no_door.c"; // no service door on these ports yet
    }
    if (names_has(asked, "micropython/hook_gate.c") ||
        names_has(asked, "micropython/hook_keyboard.c")) {
        out.items[out.count++] = "micropython/no_prompt.c";
    }
    out.items[out.count++] = "port.c";
    return out;
}

static bool put_module(struct writer *writer)
{
    struct arena *arena = writer->arena;
    const struct foreign *foreign = writer->foreign;
    const char *home = foreign->request->home;
    const struct names sources = sources_of(writer);
    static const char *const headers[] = {"state.h", "app.h", "door.h", "prompt.h", "protect.h"};
    bool good = true;
    for (size_t i = 0; good && i < sizeof headers / sizeof headers[0]; i++) {
        good = put_source(
            writer, path_join(arena, home, arena_printf(arena, "guard/micropython/%s", headers[i])),
            arena_printf(arena, "modules/mpsec/micropython/%s", headers[i]));
    }
    for (size_t i = 0; good && i < sources.count; i++) {
        const bool port = strcmp(sources.items[i], "port.c") == 0;
        const char *folder = path_join(arena, home, port ? "boards/overlay" : "guard");
        good = put_source(writer, path_join(arena, folder, sources.items[i]),
                          path_join(arena, "modules/mpsec", sources.items[i]));
    }
    return good &&
           (foreign->port->cmake
                ? put(writer, "modules/mpsec/micropython.cmake", module_cmake(writer, &sources))
                : put(writer, "modules/mpsec/micropython.mk", module_make(writer, &sources)));
}

static void add_freeze(struct buf *text, const char *folder, const struct names *files)
{
    for (size_t i = 0; i < files->count; i++) {
        buf_printf(text, "%s    \"%s\",\n", i == 0 ? folder : "", files->items[i]);
    }
    buf_puts(text, files->count > 0 ? "))\n" : "");
}

static bool put_files(struct writer *writer, const char *from, const char *to,
                      const struct names *files)
{
    bool good = true;
    for (size_t i = 0; good && i < files->count; i++) {
        good = copy(writer, path_join(writer->arena, from, files->items[i]),
                    path_join(writer->arena, to, files->items[i]), NULL);
    }
    return good;
}

static bool put_application(struct writer *writer)
{
    const struct foreign *foreign = writer->foreign;
    const struct model *model = foreign->request->model;
    struct frozen frozen = {0};
    const char *folder = NULL;
    if (model->application.folder != NULL) {
        folder = path_join(writer->arena, model->folder, model->application.folder);
        if (!frozen_list(writer->arena, writer->diag, folder, &frozen)) {
            return false;
        }
    }
    if (!foreign->settings.freeze_application) {
        frozen.modules.count = 0;
    }
    struct buf text;
    buf_init(&text, writer->arena, TEXT_MAX);
    buf_puts(&text, "# Written by mpsec: what this firmware freezes.\n"
                    "include(\"$(MPSEC_UPSTREAM)\")\n");
    add_freeze(&text, "freeze(\"$(MPSEC_OVERLAY)/application/lib\", (\n", &frozen.libraries);
    add_freeze(&text, "freeze(\"$(MPSEC_OVERLAY)/application\", (\n", &frozen.modules);
    return put(writer, "manifest.py", text.full ? NULL : text.data) &&
           (folder == NULL || (put_files(writer, path_join(writer->arena, folder, "lib"),
                                         "application/lib", &frozen.libraries) &&
                               put_files(writer, folder, "application", &frozen.modules)));
}

static bool make_room(struct writer *writer)
{
    const char *out = writer->foreign->request->out;
    size_t count = 0;
    if (!folder_exists(out)) {
        return true;
    }
    if (folder_list(writer->arena, writer->diag, out, &count) == NULL) {
        return false;
    }
    if (count > 0 && !file_exists(path_join(writer->arena, out, marker))) {
        diag_input(writer->diag, (struct place){.file = out},
                   "name another folder with --out, or empty this one yourself",
                   "the folder is not empty and holds no overlay of mpsec");
        return false;
    }
    return count == 0 || folder_remove(writer->diag, out);
}

static void sort_controls(struct writer *writer)
{
    struct foreign *foreign = writer->foreign;
    const struct foreign_request *request = foreign->request;
    struct names *lists[] = {&foreign->carried, &foreign->steps, &foreign->by_hand};
    for (size_t i = 0; i < 3; i++) {
        lists[i]->items = ARENA_ARRAY(writer->arena, const char *, request->control_count);
    }
    for (size_t i = 0; i < request->control_count; i++) {
        const struct control *control = request->controls[i];
        const bool built = control_is_built_for(control, foreign->port->name);
        const bool steps = control->provision_count > 0;
        if (built) {
            foreign->carried.items[foreign->carried.count++] = control->id;
        }
        if (steps) {
            foreign->steps.items[foreign->steps.count++] = control->id;
        }
        if (!built && !steps) {
            foreign->by_hand.items[foreign->by_hand.count++] = control->id;
        }
    }
}

static bool board_is_there(struct writer *writer, const struct tree *tree)
{
    const struct foreign *foreign = writer->foreign;
    const char *folder =
        path_join(writer->arena, path_join(writer->arena, tree->path, foreign->port->folder),
                  path_join(writer->arena, "boards", foreign->board));
    if (!folder_exists(folder)) {
        diag_input(writer->diag, (struct place){.file = folder},
                   "give a tree that has it with mpsec --micropython DIR",
                   "MicroPython %s has no board %s in %s", foreign->version, foreign->board,
                   foreign->port->folder);
        return false;
    }
    return true;
}

// What only the guard can do, and does not do on this port yet, nobody can do by hand.
static bool is_for_this_port(struct writer *writer)
{
    const struct foreign_request *request = writer->foreign->request;
    const char *port = request->model->device.board->port;
    bool good = true;
    for (size_t i = 0; i < request->control_count; i++) {
        const struct control *control = request->controls[i];
        bool guard = false;
        for (size_t b = 0; b < control->build_count; b++) {
            const struct build_change *change = &control->builds[b];
            guard = guard || change->signed_application || change->service_door;
        }
        if (guard && !control_acts_on(control, port)) {
            diag_input(writer->diag, request->model->device.place,
                       arena_printf(writer->arena, "leave it out with --without %s", control->id),
                       "%s is not for the port %s yet", control->id, port);
            good = false;
        }
    }
    return good;
}

static bool open(struct writer *writer, struct tree *tree)
{
    struct foreign *foreign = writer->foreign;
    const struct foreign_request *request = foreign->request;
    const struct board *board = request->model->device.board;
    const struct place place = request->model->device.place;
    foreign->port = foreign_port_find(board->port);
    foreign->board = board->id;
    if (foreign->port == NULL) {
        diag_input(writer->diag, place,
                   board->target != NULL ? "run mpsec build without --overlay-only" : NULL,
                   board->target != NULL ? "%s is built here: it needs no overlay of its own"
                                         : "mpsec writes no overlay for %s: its port is not known",
                   board->id);
        return false;
    }
    if (!tree_open(writer->arena, writer->diag, request->micropython, false, tree) ||
        !path_is_plain(writer->diag, "output folder", request->out)) {
        return false;
    }
    foreign->version = tree->version;
    if (!board_is_there(writer, tree) || !is_for_this_port(writer)) {
        return false;
    }
    const struct settings_request wanted = {board->port, request->controls, request->control_count,
                                            tree->minor};
    if (!settings_merge(writer->arena, writer->diag, &wanted, &foreign->settings)) {
        return false;
    }
    sort_controls(writer);
    return true;
}

const struct foreign *foreign_write(struct arena *arena, struct diag *diag,
                                    const struct foreign_request *request)
{
    struct foreign *foreign = ARENA_NEW(arena, struct foreign);
    struct writer writer = {arena, diag, foreign};
    struct tree tree;
    foreign->request = request;
    foreign->files.items = ARENA_ARRAY(arena, const char *, FILES_MAX);
    if (!open(&writer, &tree) || !make_room(&writer)) {
        return NULL;
    }
    const struct settings *settings = &foreign->settings;
    const bool good =
        put(&writer, marker, foreign_check(arena, foreign)) && put_board(&writer, tree.path) &&
        put(&writer, "config/mpsec_pre.h", overlay_pre_text()) &&
        put(&writer, "config/mpsec_mpconfig.h", overlay_config_text(arena, settings, NULL)) &&
        put_application(&writer) && (!settings->guard || put_module(&writer)) &&
        put(&writer, "PROVISIONING.md", foreign_provisioning(arena, foreign)) &&
        put(&writer, "README.md", foreign_readme(arena, foreign));
    return good ? foreign : NULL;
}

static json_t *names_to_json(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        (void)json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

json_t *foreign_to_json(const struct foreign *foreign)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "state", "not built", "port",
                     foreign->port->name, "board", foreign->board, "micropython", foreign->version,
                     "carried", names_to_json(&foreign->carried), "steps",
                     names_to_json(&foreign->steps), "by_hand", names_to_json(&foreign->by_hand),
                     "files", names_to_json(&foreign->files));
}

static void put_names(struct buf *out, const char *label, const struct names *names)
{
    buf_printf(out, "  %s", label);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? " " : ", ", names->items[i]);
    }
    buf_puts(out, names->count == 0 ? " none\n" : "\n");
}

const char *foreign_to_text(struct arena *arena, const struct foreign *foreign)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_printf(&out, "%s (%s, MicroPython %s): overlay written, not built\n", foreign->board,
               foreign->port->folder, foreign->version);
    put_names(&out, "carried out by the overlay:", &foreign->carried);
    put_names(&out, "steps on the device itself:", &foreign->steps);
    put_names(&out, "nothing here carries these out:", &foreign->by_hand);
    buf_printf(&out, "  %zu files; what to run stands in %s\n", foreign->files.count,
               path_join(arena, foreign->request->out, "README.md"));
    return out.data;
}
