// audit.h - what is in this firmware: facts with evidence.
//
// First form: reads the ELF that our build made, symbols included. A fact is `absent` only
// when the table that would hold it was found complete; otherwise it is `unknown`.
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

enum fact_state { FACT_PRESENT, FACT_ABSENT, FACT_UNKNOWN, FACT_NOT_APPLICABLE };

struct fact {
    const char *name; // "compiler", "repl-raw", ...: the rules of audit/rules.c
    enum fact_state state;
    const char *evidence; // "symbol mp_compile at 0x0000a1c4, 412 bytes"
};

struct inventory {
    const char *file;
    const char *sha256;
    const char *architecture;
    bool recognised;     // it is MicroPython
    const char *version; // NULL: not found
    const char *doubt;   // why nothing can be called absent; NULL: the symbols are complete
    struct names frozen; // files in the table of frozen modules, in its order
    struct fact *facts;  // one per rule, sorted by name
    size_t fact_count;
};

// NULL after an error (unreadable, or damaged); a file that is not MicroPython, or not an ELF
// file, is an inventory that is not recognised: every fact is then unknown, never absent.
const struct inventory *audit_run(struct arena *arena, struct diag *diag, const char *file);

// The state of one fact; UNKNOWN for a name that no rule has.
enum fact_state inventory_fact(const struct inventory *inventory, const char *name);
bool audit_has_rule(const char *name);

// A hole or a disagreement. The one currency of audit, attack and report.
struct finding {
    const char *check;    // id of a check or attack; or "declared-interfaces"
    const char *threat;   // leaf id; NULL
    const char *severity; // "error", "warning", "note"
    struct place place;   // in device.yaml where that helps
    const char *evidence;
    const char *advice;
};

struct findings {
    struct finding *items;
    size_t count;
};

// Interfaces observed in the firmware but not declared in the model, or declared `none` (error);
// interfaces that could not be looked for (note).
struct findings audit_compare(struct arena *arena, const struct inventory *inventory,
                              const struct model *model);

json_t *inventory_to_json(const struct inventory *inventory);
json_t *findings_to_json(const struct findings *findings);
const char *fact_state_word(enum fact_state state);

#endif
