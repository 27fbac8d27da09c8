// run.h - one script run against one device, from a fresh flash chip to an outcome.
#ifndef ATTACK_RUN_H
#define ATTACK_RUN_H

#include "attack/attack.h"
#include "attack/lab.h"
#include "attack/mpy.h"
#include "attack/works.h"

// What all runs against one build share; only read while they run.
struct bench {
    const struct machine *machine; // NULL: a serial port
    const char *home;              // mpsec's own files
    const struct model *model;
    const char *elf;           // the build under attack
    const char *serial;        // path of the port; NULL
    struct lab lab;            // its elf is NULL when there is no stock build
    const char *mpy_cross;     // NULL: none
    const struct works *works; // NULL: the model names none
    const char *image;         // the signed application beside the build, if it has one
    const char *base;          // flash image that a fresh device has; NULL on a port
    const char *base_trouble;  // why there is none, in words
};

// One script against the bench. `script` is expanded.
struct run {
    struct arena *arena;
    const struct bench *bench;
    const struct script *script;
    const char *folder; // of its own: flash chip, transcript, logs
    struct device device;
    size_t seen;        // how far the console was looked at
    size_t answer_from; // where the answer to the last thing sent begins
    uint64_t noted;     // STEP_NOTE
    bool has_noted;
    bool flash_found;    // the prize was on the flash chip
    const char *trouble; // why it could not be delivered; NULL: nothing
};

// Runs a script. Outcome, evidence, transcript and duration of the result are set.
void run_script(struct arena *arena, const struct bench *bench, const struct script *script,
                const char *folder, struct attack_result *result);

// One step. False when it cannot be delivered: `trouble` says why.
bool step_run(struct run *run, const struct step *step);

// Switches on (when it is off) and waits for the application's sign of life: three numbers that
// grow, printed from now on.
bool run_alive_within(struct run *run, uint32_t ms);

// The same with patience: a busy host slows the device down, and waiting longer for a sign of life
// never makes an attack look refused that was not.
bool run_alive(struct run *run);

// The number behind `text` at or behind `from`, when it is there and its end too; `*end` is
// then behind it.
bool run_number(const struct run *run, struct bytes text, size_t from, uint64_t *number,
                size_t *end);

#endif
