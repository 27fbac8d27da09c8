// build.h - turns a plan into firmware: an overlay of ours, upstream's own build, a gate.
//
// The MicroPython tree is only read. Everything goes below `out`: overlay/ (headers, manifest,
// fragment for make), obj/ (upstream's build), firmware.{elf,bin,hex}, build.log, build.json.
// The post-link gate reads the symbol table and fails the build when a hook is not in force.
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

struct build_request {
    const struct model *model;
    const char *micropython;                // tree, e.g. .deps/micropython-1.25.0
    const char *home;                       // mpsec's own boards/ and guard/
    const char *out;                        // directory, created; emptied first
    const struct control *const *controls; // none: the stock build
    size_t control_count;
    bool quiet; // no progress
};

struct artefact {
    const char *name; // "firmware.elf"
    const char *path;
    const char *sha256; // hex
    int64_t size;
};

struct gate_fact {
    const char *control;
    const char *symbol;
    bool expect_present;
    bool found;
};

struct build {
    const char *out;
    const char *board;
    const char *target;   // "qemu-arm"
    const char *version;  // MicroPython's, read from py/mpconfig.h
    const char *compiler; // "arm-none-eabi-gcc 12.2.1"
    struct names controls; // ids in force
    int64_t flash_bytes;   // text + data
    int64_t ram_bytes;     // data + bss
    struct artefact *artefacts;
    size_t artefact_count;
    struct gate_fact *gate;
    size_t gate_count;
    const char *elf; // path
};

// Builds. Returns NULL after an error: input (a wrong tree), environment (no compiler, full
// disk, failed make with the last lines of its log). Interrupted: children die, `out` goes.
const struct build *build_run(struct arena *arena, struct diag *diag,
                              const struct build_request *request);

// build.json, and back: verify may run without building again.
json_t *build_to_json(const struct build *build);
const struct build *build_load(struct arena *arena, struct diag *diag, const char *out);

#endif
