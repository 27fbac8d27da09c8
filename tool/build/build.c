// SPDX-License-Identifier: MIT
#include "build/build.h"

#include "base/file.h"
#include "base/process.h"
#include "build/arguments.h"
#include "build/elf.h"
#include "build/gate.h"
#include "build/inputs.h"
#include "build/make.h"
#include "build/mpy_cross.h"
#include "build/overlay.h"
#include "build/record.h"
#include "build/uf2.h"
#include "build/workspace.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *name;
    const char *format; // objcopy's; NULL: the ELF itself
} forms[] = {{"firmware.elf", NULL}, {"firmware.bin", "binary"}, {"firmware.hex", "ihex"}};

enum {
    FORM_COUNT = sizeof forms / sizeof *forms,
    ARTEFACTS_MAX = FORM_COUNT + 1,
    PROGRAM_MODE = 0755
};

static bool compile(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    const struct make_job job = arguments_of_build(arena, workspace);
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

// Where the linker put the first byte of firmware.bin: in flash, or in RAM where all runs there.
static uint64_t address_of(const struct elf *firmware)
{
    uint64_t lowest = UINT64_MAX;
    for (size_t i = 0; i < firmware->segment_count; i++) {
        if (firmware->segments[i].size > 0 && firmware->segments[i].address < lowest) {
            lowest = firmware->segments[i].address;
        }
    }
    return lowest;
}

// What the boot loader's drive takes, where there is one.
static bool add_uf2(struct arena *arena, struct diag *diag, const struct workspace *workspace,
                    uint32_t address, struct build *build)
{
    static const char name[] = "firmware.uf2";
    const struct target *target = workspace->target;
    struct file_bytes image;
    if (target->uf2_family == 0) {
        return true;
    }
    if (!file_load(arena, diag, "firmware", path_join(arena, build->out, forms[1].name),
                   ELF_SIZE_MAX, &image)) {
        return false;
    }
    const struct file_bytes uf2 = uf2_of(arena, &image, address, target->uf2_family);
    return file_write(diag, path_join(arena, build->out, name), uf2.data, uf2.size) &&
           add_artefact(arena, diag, name, build);
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
    const uint64_t address = address_of(&firmware);
    if (workspace->target->flash_address != 0 && address != workspace->target->flash_address) {
        build->ram_bytes += firmware.text_bytes; // the boot ROM copies it there
    }
    build->elf = path_join(arena, workspace->out, forms[0].name);
    build->artefacts = ARENA_ARRAY(arena, struct artefact, ARTEFACTS_MAX);
    if (!file_write(diag, build->elf, bytes.data, bytes.size)) {
        return false;
    }
    if (workspace->target->program && chmod(build->elf, PROGRAM_MODE) != 0) {
        diag_environment(diag, (struct place){.file = build->elf}, NULL, "cannot be started: %s",
                         strerror(errno));
        return false;
    }
    const size_t wanted = workspace->target->program ? 1 : FORM_COUNT;
    for (size_t i = 0; i < wanted; i++) {
        const bool made = forms[i].format == NULL || convert(arena, diag, workspace, i);
        if (!made || !add_artefact(arena, diag, forms[i].name, build)) {
            return false;
        }
    }
    return add_uf2(arena, diag, workspace, (uint32_t)address, build);
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
