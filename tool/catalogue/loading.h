// loading.h - a catalogue while it is read: entries in their order, readers, and checks.
// For catalogue/ alone; everybody else sees catalogue.h.
#ifndef CATALOGUE_LOADING_H
#define CATALOGUE_LOADING_H

#include "base/fields.h"
#include "catalogue/catalogue.h"

// In the order in which the kinds stand in entry_kinds[].
enum entry_kind {
    ENTRY_GOAL,
    ENTRY_LEAF,
    ENTRY_CONTROL,
    ENTRY_CHIP,
    ENTRY_BOARD,
    ENTRY_ADVERSARY,
    ENTRY_CHECK,
    ENTRY_ATTACK,
    ENTRY_STANDARD,
};
enum { ENTRY_KINDS = 9 };

// One file. `node` is its mapping.
struct entry {
    enum entry_kind kind;
    const char *id; // the file's name without ".yaml"
    const struct yaml_node *node;
};

// Entries are sorted by kind, then by id: entries[first[kind] + i] is the file of the i-th
// element of the catalogue's list of that kind.
struct loading {
    struct reader reader;
    struct catalogue *catalogue;
    const struct yaml_node *vocabulary;
    struct entry *entries;
    size_t count;
    size_t capacity;
    size_t first[ENTRY_KINDS];
};

// How a kind of entry is read: its folder, its first key, its table and its list.
struct entry_reader {
    const char *word;
    const char *folder;
    const struct record *record;
    size_t list_offset; // in struct catalogue
    size_t count_offset;
    field_reader *finish; // looks at what the table left; NULL
};
extern const struct entry_reader entry_kinds[ENTRY_KINDS];

extern const struct record goal_record, leaf_record, adversary_record, check_record, attack_record,
    control_record, price_record, chip_record, board_record, standard_record;

// field_readers that several records share. Target: const struct expr *, struct names,
// struct clauses.
void expr_read(const struct reader *reader, const struct yaml_node *node, void *target);
void refs_read(const struct reader *reader, const struct yaml_node *node, void *target);
void clauses_read(const struct reader *reader, const struct yaml_node *node, void *target);
void leaf_finish(const struct reader *reader, const struct yaml_node *node, void *target);
void control_finish(const struct reader *reader, const struct yaml_node *node, void *target);

// Fills the closed lists and the states.
void vocabulary_read(const struct loading *loading);

// What a single file cannot show: that everything named exists and is of use.
void threats_check(const struct loading *loading);
void controls_check(const struct loading *loading);
void devices_check(const struct loading *loading);
void cycles_check(const struct loading *loading);

// Reports each name in a condition that can be no fact.
void facts_check(const struct loading *loading, const struct expr *expr);

// The file of the i-th element of a kind.
static inline const struct yaml_node *loading_node(const struct loading *loading,
                                                   enum entry_kind kind, size_t i)
{
    return loading->entries[loading->first[kind] + i].node;
}

// Reports each item of the list at `key` that is not among `known`.
void names_check(const struct loading *loading, const struct yaml_node *mapping, const char *key,
                 const struct names *known, const char *what);

#endif
