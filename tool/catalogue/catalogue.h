// catalogue.h - what mpsec knows: threats, controls, checks, attacks, chips, boards,
// adversaries, standards. Data a security person edits without C: one YAML file per entry
// under catalogue/, embedded in the program, or read from --catalogue DIR by the same parser.
//
// How leaves compose: a leaf is one step of an attacker. It needs the states in `requires`
// and gives the states in `yields`; a goal is reached when its `reached_by` holds. So a state
// is the OR of the leaves that yield it, a leaf is the AND of its own effort and of what it
// requires. The loader refuses cycles: the catalogue is a DAG. Composition is threat/'s work.
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/yaml.h"
#include "catalogue/potential.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A condition or requirement: a name, or all / any / not over such. A NULL pointer is "always".
enum expr_kind { EXPR_NAME, EXPR_ALL, EXPR_ANY, EXPR_NOT };
struct expr {
    enum expr_kind kind;
    struct place place;
    const char *name; // EXPR_NAME: a fact (applies_when) or a state (requires, reached_by)
    const struct expr **children;
    size_t count; // EXPR_NOT has exactly one
};

// Reference to a standard's clause, e.g. {"cra", "j"}; `standard` is an id of `standards`.
struct clause {
    const char *standard;
    const char *number;
};

struct clauses {
    struct clause *items;
    size_t count;
};

enum property { PROPERTY_CONFIDENTIALITY, PROPERTY_INTEGRITY, PROPERTY_AVAILABILITY };

// What an attacker is after. Harms `property` of every asset whose kind is in `asset_kinds`.
struct goal {
    const char *id;    // "run-code"
    const char *title; // "Run code of the attacker's choosing"
    struct place place;
    const struct expr *reached_by; // over states
    enum property property;
    struct names asset_kinds;
};

// An attacker's intermediate state, e.g. "python-exec". Declared so that a typo is an error.
struct state {
    const char *id;
    const char *title;
    struct place place;
};

struct leaf {
    const char *id; // "mp.repl.raw"
    const char *title;
    struct place place;
    const struct expr *applies_when; // over facts of the model (threat/facts.h)
    const struct expr *requires;     // over states; NULL: none
    struct names yields;             // states
    struct potential develop;        // the first break; carries the access class
    struct potential repeat;         // each further device
    bool class_break;                // one break serves the fleet (scope: class)
    const char *rationale;           // why these numbers
    const char *stride;              // letters of "STRIDE"
    struct names refs;    // "emb3d:TID-224", "cwe:1191", "attack-ics:T0807", "source:..."
    struct names checks;  // ids of checks and attacks that prove it
    const char *asserted; // why nothing here can test it; NULL when `checks` is not empty
};

enum control_category { CONTROL_ELIMINATE, CONTROL_REDUCE };

// A control's effect on one leaf: cut it, or raise its potential to at least these values.
struct effect {
    const char *leaf;
    bool cut;
    struct potential raise; // factors not named stay at their easiest value, so max() works
    struct place place;
};

struct setting {
    const char *name;  // macro or make variable
    const char *value; // text as it stands
};

// What a control changes in the build of one port ("qemu", "rp2", ...; "*" is any).
struct build_change {
    const char *port;
    struct setting *macros; // #undef, #define in the header named by MP_CONFIGFILE
    size_t macro_count;
    struct names wraps;   // symbols for --wrap, defined by the guard
    struct names sources; // guard sources this control needs, relative to guard/
    struct setting *make; // make variables
    size_t make_count;
    struct setting *sdkconfig; // ESP-IDF's options; for overlays only
    size_t sdkconfig_count;
    struct names cflags;
    bool freeze_application; // the manifest freezes the application
    bool service_door;       // the console has the guard's door, for the model's service keys
    bool signed_application; // the guard admits it from a slot; it is in no part of the firmware
    // Post-link gate: what the symbol table must show, else the build fails.
    struct names symbols_absent;
    struct names symbols_present;
    struct names own; // wrapped, and their own file may name them: the hook is for others
};

// Why nothing carries a control out on some ports, where neither the boards' records nor what the
// control needs say it already.
struct absence {
    struct names ports;
    const char *why;
};

// One step outside the build: a fuse, an OTP word, a seal. mpsec never carries one out.
struct provision_step {
    const char *text;
    bool irreversible;
    struct setting *sets; // what a rehearsal writes into its stand-in for the fuses
    size_t set_count;
};

// Measured cost on one board; never typed in by hand (DESIGN §2.3): written by `make prices`.
struct price {
    const char *board;
    const char *micropython;
    const char *compiler;
    const char *date;
    int32_t flash_bytes;
    int32_t ram_bytes;
    int32_t boot_instructions; // INT32_MIN when not measured
    int32_t boot_us;           // INT32_MIN when not measured
    const char *unmeasured;    // why one of the two is; NULL
    struct names lost;         // facts of the audit, and names of Python, that are gone
    struct names controls;     // of a whole set, against stock; empty for the price of one control
};

struct control {
    const char *id; // "ctl.no-compiler"
    const char *title;
    struct place place;
    const char *family; // one of the seven families, see docs
    enum control_category category;
    struct names needs_chip; // capabilities, all of them
    struct names needs;      // controls, all of them
    struct names needs_one;  // controls, at least one of them; empty: none
    struct names conflicts;  // controls
    const struct expr
        *applies_when; // over facts; a control for a chip that is absent is not offered
    struct effect *effects;
    size_t effect_count;
    struct names loses; // functions lost, by catalogue word, e.g. "field-repl"
    struct build_change *builds;
    size_t build_count;
    struct absence *absences;
    size_t absence_count;
    struct provision_step *provision;
    size_t provision_count;
    bool irreversible;
    struct price *prices;
    size_t price_count;
    const char *cost_note; // what it costs in words: speed, ease of building, distributing, using
    struct clauses standards;
    struct names refs;
};

enum capability_state {
    CAPABILITY_YES,
    CAPABILITY_NO,
    CAPABILITY_PARTIAL,
    CAPABILITY_CONDITIONAL,
    CAPABILITY_UNKNOWN
};

struct capability {
    const char *name; // from the closed list in catalogue/capabilities.yaml
    enum capability_state state;
    const char *detail; // scheme, means, condition; NULL
    const char *source; // where the fact stands; NULL only when unknown
};

struct chip {
    const char *id; // "esp32c3"
    const char *title;
    struct place place;
    const char *source; // document and date checked
    struct capability *capabilities;
    size_t capability_count;
};

// A MicroPython board: what it exposes when nothing is done. Interfaces as in the model.
struct board_interface {
    const char *id;
    const char *kind;
};

struct board {
    const char *id; // MicroPython's name, "MPS2_AN385"
    const char *title;
    struct place place;
    const char *port; // "qemu", "rp2", "esp32"
    const char *chip;
    const char *target; // mpsec target that builds it here, "qemu-arm"; NULL: not built here
    struct board_interface *interfaces;
    size_t interface_count;
    struct price *measured; // sets of controls that were built whole on it
    size_t measured_count;
    struct names features; // facts "board.<feature>"
};

struct adversary_profile {
    const char *id; // "brief-physical"
    const char *title;
    struct place place;
    struct potential ceiling; // can do everything up to and including this
    const char *rationale;
};

// A static check on the built artefact. The rule is C (audit/checks.c), named by `rule`.
struct check {
    const char *id; // "S-COMPILER"
    const char *title;
    struct place place;
    const char *rule;   // fact of the audit, e.g. "compiler"
    const char *expect; // "absent" or "present" on a hardened build
    const char *why;
    const char *advice;
};

// A live attack: a script of steps (attack/script.h reads `steps`).
struct attack {
    const char *id; // "A-REPL-RAW"
    const char *title;
    struct place place;
    const char *over; // "serial", "flash"
    const struct yaml_node *steps;
    const struct yaml_node *success; // what only executed code, or the prize itself, can produce
    const char *why;
};

struct standard {
    const char *id; // "cra"
    const char *title;
    const char *edition;
    struct place place;
    struct standard_clause {
        const char *number;
        const char *title; // our own words
        bool from_memory;  // numbered from memory: a person has to check it
    } * clauses;
    size_t clause_count;
};

#define CATALOGUE_LIST(type, name) \
    struct type *name;             \
    size_t name##_count

// Every list is sorted by id, so that the same catalogue gives the same output; every element
// begins with its id.
struct catalogue {
    const char *source;        // "built in" or the directory
    struct names capabilities; // closed list of capability names
    struct names functions;    // closed list of function words for `loses` and the model
    struct names asset_kinds;
    struct names interface_kinds;
    struct names board_features;
    struct names application_traits;
    CATALOGUE_LIST(state, states);
    CATALOGUE_LIST(goal, goals);
    CATALOGUE_LIST(leaf, leaves);
    CATALOGUE_LIST(control, controls);
    CATALOGUE_LIST(chip, chips);
    CATALOGUE_LIST(board, boards);
    CATALOGUE_LIST(adversary_profile, profiles);
    CATALOGUE_LIST(check, checks);
    CATALOGUE_LIST(attack, attacks);
    CATALOGUE_LIST(standard, standards);
};

// Reads the built-in catalogue (`directory` NULL) or the YAML files below a directory.
// Reports every mistake: unknown keys, dangling ids, cycles, facts that cannot exist,
// a leaf with neither checks nor `asserted`. Returns NULL after an error.
const struct catalogue *catalogue_load(struct arena *arena, struct diag *diag,
                                       const char *directory);

// Look-ups by id; NULL when there is none.
const struct goal *catalogue_goal(const struct catalogue *catalogue, const char *id);
const struct leaf *catalogue_leaf(const struct catalogue *catalogue, const char *id);
const struct control *catalogue_control(const struct catalogue *catalogue, const char *id);
const struct chip *catalogue_chip(const struct catalogue *catalogue, const char *id);
const struct board *catalogue_board(const struct catalogue *catalogue, const char *id);
const struct adversary_profile *catalogue_profile(const struct catalogue *catalogue,
                                                  const char *id);
const struct check *catalogue_check(const struct catalogue *catalogue, const char *id);
const struct attack *catalogue_attack(const struct catalogue *catalogue, const char *id);
const struct standard *catalogue_standard(const struct catalogue *catalogue, const char *id);
const struct state *catalogue_state(const struct catalogue *catalogue, const char *id);

// The ids of one list, for messages: CATALOGUE_IDS(arena, catalogue, leaves).
struct names catalogue_ids(struct arena *arena, const void *items, size_t count, size_t size);
#define CATALOGUE_IDS(arena, catalogue, list) \
    catalogue_ids((arena), (catalogue)->list, (catalogue)->list##_count, sizeof *(catalogue)->list)

// Whether a build for this port, here or by an overlay, carries the control out. Options of
// ESP-IDF that burn fuses do not count: they are written down and not applied.
bool control_is_built_for(const struct control *control, const char *port);

// Whether anything carries the control out on this port: a change of its build, a step of
// provisioning, or, where the control names neither, the maker's own work. NULL: any port.
bool control_acts_on(const struct control *control, const char *port);

// Whether upstream has a port of this name.
bool port_is_known(const char *port);

const char *capability_word(enum capability_state state);

// The state of a capability; UNKNOWN when the record is silent. Planning reads anything but
// YES as no.
enum capability_state chip_capability(const struct chip *chip, const char *name);

#endif
