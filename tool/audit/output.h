// output.h - an audit for people and for other programs.
#ifndef AUDIT_OUTPUT_H
#define AUDIT_OUTPUT_H

#include "audit/audit.h"

// What to show of an inventory.
struct view {
    bool verbose;                         // evidence, modules, names
    bool only;                            // `states` counts
    bool states[FACT_NOT_APPLICABLE + 1]; // of the facts that are shown
};

// The inventory as lines of text for a terminal. Nothing in it can drive the terminal.
const char *inventory_text(struct arena *arena, const struct inventory *inventory,
                           const struct view *view);

// Every inventory as one SARIF 2.1.0 log: findings as failures, facts as information, what is
// unknown as open.
json_t *audit_to_sarif(struct arena *arena, const struct inventories *inventories,
                       const struct findings *findings);

// What is different between two firmwares.
struct difference {
    const char *what;   // "fact", "module", "member", "type", "frozen", "identity"
    const char *name;   // "compiler", "machine.mem32"
    const char *before; // "present"; NULL: not there
    const char *after;
    bool worse; // the new firmware has something that the old one had not, or hides it
};

struct differences {
    struct difference *items;
    size_t count;
    bool worse; // any of them
};

struct differences audit_differences(struct arena *arena, const struct inventory *old,
                                     const struct inventory *new);
const char *differences_text(struct arena *arena, const struct differences *differences);
json_t *differences_to_json(const struct differences *differences);

#endif
