// fields.h - YAML mappings into C structs, by table.
//
// A reader of a file states its keys as rows of `struct field`; one loop reads them and
// reports unknown keys (with the one that was probably meant), missing keys and values of the
// wrong kind, each at its place. What a value means together with others is not judged here.
#ifndef BASE_FIELDS_H
#define BASE_FIELDS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/names.h"
#include "base/yaml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What every function of a reader is given.
struct reader {
    struct arena *arena;
    struct diag *diag;
    const void *context; // the reader's own
};

enum field_kind {
    FIELD_TEXT,    // const char *: text, not empty, printable
    FIELD_ID,      // const char *: letters, digits, '.', '_', '-'
    FIELD_BOOL,    // bool: true or false
    FIELD_U32,     // uint32_t: whole number from `least` to `most`
    FIELD_WORD,    // an enum, numbered from 0 in the order of `words`
    FIELD_CHOICE,  // const char *: one of `words`
    FIELD_NAMES,   // struct names: a list of texts, none twice
    FIELD_RECORD,  // the struct itself, by `record`
    FIELD_RECORDS, // pointer to structs by `record`, in file order; size_t at `count_offset`
    FIELD_NODE,    // const struct yaml_node *: taken as it stands
    FIELD_READ,    // whatever `read` makes of it; `target` is the struct plus `offset`
    FIELD_LATER,   // nothing: the reader looks at it when the others are read
};

typedef void field_reader(const struct reader *reader, const struct yaml_node *node, void *target);

struct record;

struct field {
    const char *key;
    enum field_kind kind;
    bool required;
    size_t offset;
    size_t count_offset;
    uint32_t least, most;     // of a number; `most` also of the records in a list, 0: any
    const char *const *words; // ends with NULL
    const struct record *record;
    field_reader *read;
};

// The common part of a row: {FIELD("id", FIELD_ID, struct asset, id), .required = true}.
#define FIELD(name, form, type, member) \
    .key = (name), .kind = (form), .offset = offsetof(type, member)

struct record {
    const char *what; // "an interface"
    const struct field *fields;
    size_t field_count;
    size_t size;         // of the struct
    size_t place_offset; // of its struct place; NO_PLACE_FIELD when it has none
};

#define NO_PLACE_FIELD ((size_t)-1)

// Reads a mapping. After a mistake the members that could be read stand; the others keep the
// value they had.
void fields_read(const struct reader *reader, const struct yaml_node *node,
                 const struct record *record, void *target);

// Reports an input error, unless there were so many that a person reads no further.
__attribute__((format(printf, 4, 5))) void reader_mistake(const struct reader *reader,
                                                          struct place place, const char *remedy,
                                                          const char *format, ...);

// Reports "unknown WHAT 'word'", with the known name that was probably meant.
void reader_unknown(const struct reader *reader, struct place place, const char *what,
                    const char *word, const struct names *known);

// The text of a scalar, or NULL after reporting; `key` names it in the message.
const char *reader_text(const struct reader *reader, const struct yaml_node *node, const char *key);

// A list of texts; entries that are no text or stand twice are reported and left out.
struct names reader_names(const struct reader *reader, const struct yaml_node *node,
                          const char *key);

struct range {
    int64_t least, most;
};

// Finds an unquoted whole number within a range; false after reporting.
bool reader_number(const struct reader *reader, const struct yaml_node *node, const char *key,
                   struct range range, int64_t *out);

// Where the value of `key` stands; the mapping's own place when it has none.
struct place reader_place(const struct yaml_node *mapping, const char *key);

#endif
