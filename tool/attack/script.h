// script.h - an attack as data: a list of steps, and what proves that it worked.
//
// The language is docs/spec/attack-script.md. Every step is bounded in time. What a script
// cannot say is an error with its place, so that a misspelt step is never a refused attack.
#ifndef ATTACK_SCRIPT_H
#define ATTACK_SCRIPT_H

#include "attack/values.h"
#include "base/diag.h"
#include "base/yaml.h"
#include "image/forge.h"

#include <stdint.h>

enum { SCRIPT_STEPS_MAX = 64, SCRIPT_MS_MAX = 60000, SCRIPT_TEXT_MAX = 16 * 1024 };

enum step_kind {
    STEP_POWER_ON,
    STEP_POWER_OFF,
    STEP_START_WITH,   // one life of `ms` with the lines of `text` behind the program's name
    STEP_WAIT,         // `text` must come, or the attack was not delivered
    STEP_LISTEN,       // goes on when `text` comes, and also when it does not
    STEP_ALIVE,        // the application's sign of life must be seen
    STEP_SEND,         // all of `text`, and the device takes it
    STEP_PAUSE,        // listens for `ms`
    STEP_STORM,        // `text` every `every_ms` for `ms`
    STEP_FORGE,        // another application in the place of the signed one
    STEP_DROP,         // a file put on the flash chip on the attacker's own board
    STEP_SEARCH_FLASH, // reads the flash chip, looks for `text`
    STEP_NOTE,         // remembers the number behind `text`
    STEP_GREATER,      // waits for a greater number behind `text` than the one remembered
};

// How the text of a drop becomes a file.
enum drop_form { DROP_TEXT, DROP_SOURCE, DROP_BYTECODE, DROP_NATIVE };

struct step {
    enum step_kind kind;
    struct place place;
    struct bytes text;
    const char *path; // DROP: where on the device's filesystem
    enum drop_form form;
    enum forgery forgery; // FORGE
    uint32_t ms;
    uint32_t every_ms;
};

enum prize {
    PRIZE_NONE,    // the script proves itself by running to its end
    PRIZE_CONSOLE, // `success` on the console
    PRIZE_FLASH,   // `success` on the flash chip
    PRIZE_STOPPED, // the application's work: it stops, though it ran before
};

struct script {
    struct step *steps;
    size_t step_count;
    enum prize prize;
    struct bytes success;
    struct place success_place;
    uint32_t settle_ms; // how long to wait for success after the last step
};

// Reads the steps, and `success` when it is not NULL. Reports every mistake.
bool script_parse(struct arena *arena, struct diag *diag, const struct yaml_node *steps,
                  const struct yaml_node *success, struct script *out);

// A copy with the values put in. Refuses a script whose success occurs in what it sends: an
// echo would then look like a success. A value that is missing is returned in `*missing` and is
// not reported: such an attack cannot be run against this application.
bool script_expand(struct arena *arena, struct diag *diag, const struct script *script,
                   const struct values *values, struct script *out, const char **missing);

// What it does, in words, control characters spelt out.
const char *script_words(struct arena *arena, const struct script *script);

// Bytes for a person: control characters and what is not ASCII spelt out, cut to `limit`.
const char *bytes_words(struct arena *arena, struct bytes bytes, size_t limit);

#endif
