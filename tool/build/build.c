// SPDX-License-Identifier: MIT
#include "build/build.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/process.h"
#include "build/elf.h"
#include "build/gate.h"
#include "build/inputs.h"
#include "build/make.h"
#include "build/mpy_cross.h"
#include "build/overlay.h"
#include "build/record.h"
#include "build/workspace.h"

#include <string.h>
#include <sys/stat.h>

enum { FLAGS_MAX = 64 * 1024, SETTINGS_MAX = 16 };

static const struct {
    const char *name;
    const char *format; // objcopy's; NULL: the ELF itself
} forms[] = {{"firmware.elf", NULL}, {"firmware.bin", "binary"}, {"firmware.hex", "ihex"}};

enum { FORM_COUNT = sizeof forms / sizeof *forms };

// Compiler flags. Names of this machine's folders must not reach the firmware: the last mapping
// that fits wins, and `out` may lie inside `home`.
static const char *flags_of(struct arena *arena, const struct workspace *workspace)
{
    struct buf text;
    buf_init(&text, arena, FLAGS_MAX);
    buf_printf(&text,
               "CFLAGS_EXTRA=-I%s -include mpsec_pre.h -ffile-prefix-map=%s=mpsec "
               "-ffile-prefix-map=%s=build",
               workspace->overlay, workspace->home, workspace->out);
    for (size_t i = 0; i < workspace->settings.cflags.count; i++) {
        buf_printf(&text, " %s", workspace->settings.cflags.items[i]);
    }
    return text.full ? NULL : text.data;
}

static const char *list_of(struct arena *arena, const char *variable,
                           const struct assignment *items, size_t count)
{
    struct buf text;
    buf_init(&text, arena, FLAGS_MAX);
    buf_printf(&text, "%s=", variable);
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "%s%s", i == 0 ? "" : " ", items[i].name);
    }
    return text.data;
}

static struct names make_settings(struct arena *arena, const struct workspace *workspace)
{
    const struct target *target = workspace->target;
    const struct settings *settings = &workspace->settings;
    const char *board = path_join(arena, workspace->home, target->board_folder);
    size_t count = 0;
    for (const char *const *fixed = target->make; *fixed != NULL; fixed++) {
        count++;
    }
    const char **items =
        ARENA_ARRAY(arena, const char *, SETTINGS_MAX + count + settings->make_count);
    struct names out = {.items = items};
    memcpy(items, target->make, count * sizeof *items);
    out.count = count;
    items[out.count++] =
        arena_printf(arena, "BOARD=%s", workspace->request->model->device.board->id);
    items[out.count++] = arena_printf(arena, "BUILD=%s", workspace->obj);
    items[out.count++] = arena_printf(arena, "CROSS_COMPILE=%s", target->prefix);
    items[out.count++] = arena_printf(arena, "USER_C_MODULES=%s", path_folder(arena, board));
    items[out.count++] = arena_printf(arena, "MICROPY_MPYCROSS=%s", workspace->mpy_cross);
    items[out.count++] = "MICROPY_MPYCROSS_DEPENDENCY=";
    items[out.count++] = arena_printf(arena, "FROZEN_MANIFEST=%s",
                                      path_join(arena, workspace->overlay, "manifest.py"));
    items[out.count++] = arena_printf(arena, "MICROPY_MANIFEST_MPSEC_BOARD_DIR=%s", board);
    if (workspace->application != NULL) {
        items[out.count++] =
            arena_printf(arena, "MICROPY_MANIFEST_MPSEC_APPLICATION=%s", workspace->application);
    }
    items[out.count++] = flags_of(arena, workspace);
    if (settings->guard) {
        items[out.count++] = target->guard_make;
        items[out.count++] =
            list_of(arena, target->wrap_make, settings->wraps, settings->wrap_count);
    }
    for (size_t i = 0; i < settings->make_count; i++) {
        items[out.count++] =
            arena_printf(arena, "%s=%s", settings->make[i].name, settings->make[i].value);
    }
    return out;
}

static bool compile(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    const struct make_job job = {
        .what = workspace->what,
        .folder = path_join(arena, workspace->tree.path, workspace->target->port_folder),
        .log = workspace->log,
        .settings = make_settings(arena, workspace),
        .request = workspace->request,
        .version = workspace->tree.version,
    };
    return make_run(arena, diag, &job) == MAKE_DONE;
}

static bool convert(struct arena *arena, struct diag *diag, const struct workspace *workspace,
                    size_t form)
{
    const char *const argv[] = {
        arena_printf(arena, "%sobjcopy", workspace->target->prefix),
        "-O",
        forms[form].format,
        path_join(arena, workspace->out, forms[0].name),
        path_join(arena, workspace->out, forms[form].name),
        NULL,
    };
    const struct process_request request = {.argv = argv, .log = workspace->log};
    const struct process_result result = process_run(diag, &request);
    if (result.end != PROCESS_EXITED || result.status != 0) {
        diag_environment(diag, (struct place){.file = workspace->log},
                         "read the log; is the disk full?", "cannot write %s", forms[form].name);
        return false;
    }
    return true;
}

static bool add_artefact(struct arena *arena, struct diag *diag, const char *name,
                         struct build *build)
{
    struct artefact artefact = {.name = name, .path = path_join(arena, build->out, name)};
    struct stat info;
    artefact.sha256 = file_sha256(arena, diag, artefact.path);
    if (artefact.sha256 == NULL || stat(artefact.path, &info) != 0) {
        return false;
    }
    artefact.size = info.st_size;
    build->artefacts[build->artefact_count++] = artefact;
    return true;
}

// Reads what the linker left, lets the gate judge it, and only then gives it its name.
static bool collect(struct arena *arena, struct diag *diag, const struct workspace *workspace,
                    struct build *build)
{
    const char *linked = path_join(arena, workspace->obj, workspace->target->firmware);
    struct file_bytes bytes;
    struct elf firmware;
    if (!file_load(arena, diag, "firmware", linked, ELF_SIZE_MAX, &bytes)) {
        return false;
    }
    if (elf_parse(arena, bytes.data, bytes.size, &firmware) != ELF_PARSED) {
        diag_environment(diag, (struct place){.file = linked}, "build again",
                         "the linker left a file that cannot be read");
        return false;
    }
    if (!gate_pass(arena, diag, workspace, &firmware, build)) {
        return false;
    }
    build->flash_bytes = firmware.text_bytes + firmware.data_bytes;
    build->ram_bytes = firmware.data_bytes + firmware.bss_bytes;
    build->elf = path_join(arena, workspace->out, forms[0].name);
    build->artefacts = ARENA_ARRAY(arena, struct artefact, FORM_COUNT);
    if (!file_write(diag, build->elf, bytes.data, bytes.size)) {
        return false;
    }
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const bool made = forms[i].format == NULL || convert(arena, diag, workspace, i);
        if (!made || !add_artefact(arena, diag, forms[i].name, build)) {
            return false;
        }
    }
    return true;
}

static const struct build *make_anew(struct arena *arena, struct diag *diag,
                                     struct workspace *workspace)
{
    struct build *build = ARENA_NEW(arena, struct build);
    *build = (struct build){
        .out = workspace->out,
        .board = workspace->request->model->device.board->id,
        .target = workspace->target->name,
        .version = workspace->tree.version,
        .compiler = workspace->compiler,
        .controls = workspace->settings.controls,
        .inputs = workspace->inputs,
    };
    if (!workspace_empty(arena, diag, workspace)) {
        return NULL;
    }
    const struct mpy_cross_request wanted = {workspace->request, &workspace->tree};
    workspace->mpy_cross = mpy_cross_find(arena, diag, &wanted);
    const bool good = workspace->mpy_cross != NULL && overlay_write(arena, diag, workspace) &&
                      compile(arena, diag, workspace) && collect(arena, diag, workspace, build) &&
                      record_write(arena, diag, build);
    if (process_interrupted()) {
        (void)folder_remove(diag, workspace->out);
        return NULL;
    }
    return good ? build : NULL;
}

// What `out` holds already, when it was made from the same inputs and is whole.
static const struct build *take_old(struct arena *arena, const struct workspace *workspace)
{
    if (!file_exists(path_join(arena, workspace->out, "build.json"))) {
        return NULL;
    }
    struct diag ignored; // a spoiled old build is simply built again
    diag_init(&ignored, arena);
    const struct build *old = build_load(arena, &ignored, workspace->out);
    return old != NULL && strcmp(old->inputs, workspace->inputs) == 0 ? old : NULL;
}

const struct build *build_run(struct arena *arena, struct diag *diag,
                              const struct build_request *request)
{
    struct workspace workspace;
    if (!workspace_open(arena, diag, request, &workspace)) {
        return NULL;
    }
    workspace.inputs = inputs_digest(arena, diag, &workspace);
    if (workspace.inputs == NULL) {
        return NULL;
    }
    const struct build *old = take_old(arena, &workspace);
    return old != NULL ? old : make_anew(arena, diag, &workspace);
}
