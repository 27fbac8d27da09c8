// audit.h - what is in this firmware: facts with evidence.
//
// Reads any MicroPython image: MicroPython's own tables, which no strip removes, and the symbol
// table where there is one. A fact is `absent` only when the tables that would hold the thing
// were found complete; otherwise it is `unknown`. Rules and their reach: docs/spec/audit.md.
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

enum fact_state { FACT_PRESENT, FACT_ABSENT, FACT_UNKNOWN, FACT_NOT_APPLICABLE };

// How much a state rests on. LOW: an inference. MEDIUM: a text, or machine code. HIGH: a table or
// a symbol.
enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

// Where a state was read. Addresses are the firmware's, offsets the file's.
struct evidence {
    bool has_address, has_offset;
    uint64_t address;
    size_t offset;
    const char *structure; // "entry of the dictionary of builtins"
    const char *value;     // "exec"
};

struct fact {
    const char *name; // "compiler", "repl-raw", ...: the rules of audit/rules.c
    enum fact_state state;
    const char *evidence; // one sentence: "symbol mp_compile at 0x0000a1c4, 412 bytes"
    const char *rule;     // what was looked at: "symbols", "module-table", ...
    enum confidence confidence;
    struct evidence *items; // where, in the image; for a state read from symbols: none
    size_t item_count;
};

struct module_entry {
    const char *name;
    bool extensible;      // a file of the same name goes before it
    bool known;           // its members are constant and were read
    struct names members; // in the order of the table
};

struct frozen_entry {
    const char *file;       // "main.py"
    uint64_t address;       // of the module's record
    struct names functions; // "greet(name)", "class Lamp", "Lamp.turn_on(self, level)"
    struct names constants; // texts that its code loads, each once
    struct names numbers;   // that its code loads, each once: "86400", "-1", "0.5"
    size_t machine_code;    // functions that are machine code: their names are not read
    bool partly;            // its code was not read to the end
    const char *password;   // how a network's password is in it; NULL: none was seen
};

// What the firmware says of itself. NULL: it does not say.
struct identity {
    const char *version;  // "1.25.0"
    const char *platform; // sys.platform: "rp2"
    const char *machine;  // sys.implementation._machine: "Raspberry Pi Pico with RP2040"
    const char *build;    // sys.implementation._build: "RPI_PICO"
    const char *native;   // architecture of machine code in .mpy files: "armv7m", or "none"
    const char *objects;  // representation: "A", "B", "C", "D"
    const char *strings;  // layout of the interned strings
    size_t string_count;  // 0: not found
    size_t own_strings;   // of them in the C code's pools
    size_t type_count;    // 0: not found
    const char *python;   // what the lexer reads: "async/await, assignment expressions"
    struct names usb;     // classes of the interfaces in USB descriptors: "communication"
};

struct inventory {
    const char *file;
    const char *sha256;
    const char *format; // "elf", "bin", "intel-hex", "uf2", "dfuse", "esp", "wasm"
    const char *part;   // which firmware of the file; NULL: the only one
    const char *architecture;
    bool has_base;
    uint64_t base;       // lowest address of the image
    bool recognised;     // it is MicroPython
    const char *version; // NULL: not found
    const char *doubt;   // why nothing can be called absent; NULL: the tables are complete
    struct names frozen; // files in the table of frozen modules, in its order
    struct identity identity;
    struct module_entry *modules; // sorted by name
    size_t module_count;
    struct names types; // sorted, each once
    struct frozen_entry *frozen_modules;
    size_t frozen_count;
    struct names source; // files that are frozen as they were written
    struct fact *facts;  // one per rule, sorted by name
    size_t fact_count;
};

struct inventories {
    const struct inventory **items;
    size_t count; // at least one
};

// Every firmware in the file. False after an error (unreadable, or damaged); a file that is not
// MicroPython is an inventory that is not recognised: every fact is then unknown, never absent.
bool audit_file(struct arena *arena, struct diag *diag, const char *file, struct inventories *out);

// The first firmware of the file; NULL after an error.
const struct inventory *audit_run(struct arena *arena, struct diag *diag, const char *file);

// The state of one fact; UNKNOWN for a name that no rule has.
enum fact_state inventory_fact(const struct inventory *inventory, const char *name);
const struct fact *inventory_find(const struct inventory *inventory, const char *name);

// Whether a device is better with what this rule finds than without; false for an unknown name.
bool audit_rule_protects(const char *name);

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
const char *confidence_word(enum confidence confidence);

#endif
