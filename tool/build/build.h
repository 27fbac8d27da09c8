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
    const char *micropython;               // tree, e.g. .deps/micropython-1.25.0
    const char *home;                      // mpsec's own boards/ and guard/
    const char *out;                       // directory, created; emptied first
    const struct control *const *controls; // none: the stock build
    size_t control_count;
    // Text of mpsec_keys.h: whom a device with a signed application trusts (image/device_keys.h).
    // Only such a build needs it.
    const char *device_keys;
    bool force_version; // build from a version that nobody looked at, too
    bool quiet;         // no progress
    // Called about five times a second with what is being made ("mpy-cross", "stock",
    // "hardened") and how many files are compiled; NULL when nobody watches.
    void (*progress)(void *context, const char *what, unsigned compiled);
    void *progress_context;
};

struct artefact {
    const char *name; // "firmware.elf"
    const char *path;
    const char *sha256; // hex
    int64_t size;
};

// What the gate asked of the symbol tables, and what it saw.
enum gate_question {
    GATE_SYMBOL,    // is `symbol`, or a clone of it, in the firmware
    GATE_CALLERS,   // does an object reach the wrapped `symbol` through the linker
    GATE_SAME_FILE, // does the object that defines it reach it past the linker
};

struct gate_fact {
    const char *control;
    const char *symbol;
    enum gate_question question;
    bool expect_present; // what must be true, and
    bool found;          // what is
    const char *detail;  // the object concerned; NULL
};

struct build {
    const char *out;
    const char *board;
    const char *target;    // "qemu-arm"
    const char *version;   // MicroPython's, read from py/mpconfig.h
    const char *compiler;  // "arm-none-eabi-gcc 12.2.1"
    struct names controls; // ids in force
    int64_t flash_bytes;   // text + data
    int64_t ram_bytes;     // data + bss
    struct artefact *artefacts;
    size_t artefact_count;
    struct gate_fact *gate;
    size_t gate_count;
    const char *elf;    // path
    const char *inputs; // digest of all that the firmware was made from
};

// Builds, or takes what `out` holds when it was made from the same inputs. Returns NULL after
// an error: input (a wrong tree), environment (no compiler, full disk, failed make with the
// last lines of its log). Interrupted: children die, `out` goes. A folder that holds anything
// but an earlier build is never emptied.
const struct build *build_run(struct arena *arena, struct diag *diag,
                              const struct build_request *request);

// The tree's own mpy-cross, built once into .deps below `home` and kept there under a digest of
// its sources. NULL after an error. Two runs at once are safe: the second one waits.
const char *build_mpy_cross(struct arena *arena, struct diag *diag,
                            const struct build_request *request);

// build.json, and back: verify may run without building again.
json_t *build_to_json(const struct build *build);

// NULL after an error; an artefact whose digest is not the recorded one is an input error.
const struct build *build_load(struct arena *arena, struct diag *diag, const char *out);

#endif
