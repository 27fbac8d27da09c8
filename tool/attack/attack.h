// attack.h - runs the live battery against a device: real bytes on a real line.
//
// An attack succeeds only when the device shows that it executed the attacker's code or gave
// up the prize: a value drawn fresh for this run, that nothing else can produce. It is
// refused only when it was delivered whole and the device was seen alive afterwards.
#ifndef ATTACK_ATTACK_H
#define ATTACK_ATTACK_H

#include "base/arena.h"
#include "base/diag.h"
#include "build/build.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

enum outcome {
    OUTCOME_SUCCEEDED,
    OUTCOME_REFUSED,
    OUTCOME_INCONCLUSIVE, // delivered, but the device was not seen alive afterwards
    OUTCOME_NOT_RUN,      // could not be delivered: no device, emulator died, tool missing
};

struct attack_result {
    const struct attack *attack;
    enum outcome outcome;
    const char *tried;      // what was sent, in words
    const char *evidence;   // what the device answered, cleaned of control characters
    const char *transcript; // path of the whole console log; NULL
    uint32_t duration_ms;
};

struct attack_results {
    struct attack_result *items; // in the order of the catalogue
    size_t count;
    struct attack_result works; // the application's own work, by application.works
    bool has_works;
};

struct attack_request {
    const struct catalogue *catalogue;
    const struct model *model;
    const struct build *target; // the build under attack
    const struct build *lab;    // stock build: the attacker's own board for the flash chip
    const char *micropython;    // tree, for its mpy-cross
    const char *home;
    const char *work;   // directory for flash files and transcripts
    struct names only;  // attack ids; empty: all that the model's leaves name
    const char *serial; // a serial device instead of the emulator; NULL
    // Called a few times a second with the number of scripts that have ended; NULL when nobody
    // watches.
    void (*progress)(void *context, size_t done, size_t total);
    void *progress_context;
};

// Runs the battery. NULL after an error that concerns all attacks; what concerns one attack
// is its outcome.
const struct attack_results *attack_run(struct arena *arena, struct diag *diag,
                                        const struct attack_request *request);

const char *outcome_word(enum outcome outcome);
json_t *attack_results_to_json(const struct attack_results *results);

// For a terminal: the numbers, then a line for each attack.
const char *attack_results_to_text(struct arena *arena, const struct attack_results *results);

// How many came out so. What was not run or not seen to its end is no refusal.
size_t attack_results_count(const struct attack_results *results, enum outcome outcome);

#endif
