// rules.h - the facts that the audit states, one rule each.
//
// A rule looks at a firmware and answers present, absent or unknown, with its evidence. It says
// absent only when the table that would hold the thing was found complete.
#ifndef AUDIT_RULES_H
#define AUDIT_RULES_H

#include "audit/audit.h"
#include "build/elf.h"

// What a rule may look at.
struct subject {
    struct arena *arena;
    const struct elf *elf; // NULL: the file is not one
    const char *doubt;     // as in struct inventory
    bool has_frozen;       // the table of frozen names was found whole
    struct names frozen;
};

struct rule {
    const char *name;
    // Sets state and evidence.
    void (*judge)(const struct subject *subject, const struct rule *rule, struct fact *fact);
    const char *const *symbols; // what the rule looks for, NULL-terminated
};

// All rules, sorted by name.
const struct rule *audit_rules(size_t *count);

// Why the symbol table cannot be trusted to be complete, in words; NULL when it can.
const char *subject_doubt(struct arena *arena, const struct elf *elf);

// Whether enough of MicroPython's core is among the symbols to call the file MicroPython.
bool subject_has_core(const struct elf *elf);

#endif
