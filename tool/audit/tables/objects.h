// objects.h - MicroPython's constant objects: dictionaries, types, modules, and simple values.
//
// All are found by their own form: a fixed dictionary counts its entries twice and each key is an
// interned string; the word before most of them is the type of dictionaries, whose own type is
// its own type. Nothing rests on symbols. Layouts by version: docs/spec/audit.md.
#ifndef AUDIT_TABLES_OBJECTS_H
#define AUDIT_TABLES_OBJECTS_H

#include "audit/tables/pools.h"

// How a word says that it is a string, a number or a pointer.
struct representation {
    const char *name;   // "A", "B", "C" or "D"
    size_t object_size; // bytes
    uint64_t string_mask, string_tag;
    unsigned string_shift;
    uint64_t number_mask, number_tag;
    unsigned number_shift;
};

struct dictionary {
    uint64_t address; // of the map
    uint64_t table;   // of its entries
    size_t count;
    uint64_t type; // the word before it: that of dictionaries, when it is one
};

struct type {
    uint64_t address;
    size_t name; // number of the string
};

struct module {
    size_t name; // number of the string, as the table of modules has it
    uint64_t address;
    bool has_members; // false: they are made while the firmware runs, or lost
    struct dictionary members;
    bool extensible; // a file on the filesystem of the same name goes before it
};

struct objects {
    const struct image *image;
    const struct pools *pools;
    const struct representation *representation; // NULL: none fits
    struct dictionary *dictionaries;
    size_t dictionary_count;
    uint64_t dict_type, type_type; // addresses; 0: not found
    struct type *types;            // sorted by address
    size_t type_count;
    struct module *modules; // of the tables of modules
    size_t module_count;
    size_t module_tables;
    uint64_t constant_table; // the parser's own table of modules with constants; 0: none
};

void objects_find(struct arena *arena, const struct image *image, const struct pools *pools,
                  struct objects *out);

// The number of the interned string that a value is; 0: it is something else.
size_t object_string(const struct objects *objects, uint64_t value);
bool object_number(const struct objects *objects, uint64_t value, int64_t *out);

// An object as it stands in a table; false outside of the image.
bool object_at(const struct objects *objects, uint64_t address, uint64_t *out);

// Entry `index` of a dictionary: number of the key, and the value. False when it is not there.
bool dictionary_entry(const struct objects *objects, const struct dictionary *dictionary,
                      size_t index, size_t *key, uint64_t *value);
// The value under a key; false when there is none.
bool dictionary_find(const struct objects *objects, const struct dictionary *dictionary,
                     const char *key, uint64_t *value);
// The dictionary object at `address`; false when it is none.
bool dictionary_at(const struct objects *objects, uint64_t address, struct dictionary *out);

// The name of the type of the object that `value` points to; NULL when that is not known.
const char *object_type(const struct objects *objects, uint64_t value);

// Text that a value is: an interned string, or a constant one. NULL: it is neither.
const char *object_text(struct arena *arena, const struct objects *objects, uint64_t value);

// Element `index` of the constant tuple at `value`; false when there is none.
bool tuple_item(const struct objects *objects, uint64_t value, size_t index, uint64_t *out);

const struct module *objects_module(const struct objects *objects, const char *name);
const struct type *objects_type(const struct objects *objects, const char *name);

// A member of a module; false when the module, its table or the member is missing.
bool module_member(const struct objects *objects, const char *module, const char *name,
                   uint64_t *value);

// The attributes of a type; false when it has none that are constant.
bool type_members(const struct objects *objects, const struct type *type, struct dictionary *out);

const char *string_of(const struct objects *objects, size_t number);

#endif
