// yaml.h - YAML read strictly into a tree in which every node knows its place.
//
// A security model must mean one thing: anchors, aliases, tags, several documents, duplicate
// keys and nesting deeper than YAML_DEPTH_MAX are errors. libyaml underneath.
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

enum { YAML_DEPTH_MAX = 32 };

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_pair;

// `text` holds a scalar's value (for other kinds it is NULL); `plain` says it was unquoted.
// `items` holds a sequence, `pairs` a mapping in file order; `count` counts either.
struct yaml_node {
    enum yaml_kind kind;
    struct place place;
    const char *text;
    size_t text_size; // may hold NUL bytes when quoted
    bool plain;
    struct yaml_node *items;
    struct yaml_pair *pairs;
    size_t count;
};

struct yaml_pair {
    const char *key;
    struct place place; // of the key
    struct yaml_node value;
};

// Parses `size` bytes as exactly one document; `file` names them in messages. Returns NULL
// after reporting at least one error. The tree lives in the arena and borrows nothing.
const struct yaml_node *yaml_parse(struct arena *arena, struct diag *diag, const char *file,
                                   const char *bytes, size_t size);

// Same, but gives the tree in spite of reported mistakes that leave its shape clear (a
// duplicate key, an anchor, a tag, an alias), so that its reader can report its own in the
// same run. The first of duplicate keys stands. Whoever goes on must ask diag_failed().
const struct yaml_node *yaml_read(struct arena *arena, struct diag *diag, const char *file,
                                  const char *bytes, size_t size);

// The value of `key` in a mapping, or NULL. Reports nothing.
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);

#endif
