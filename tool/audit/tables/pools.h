// pools.h - the interned strings of a firmware ("qstr"), read from MicroPython's own tables.
//
// Every name that its code can look up is in them: a name that is in no pool of a firmware cannot
// be the key of any of its dictionaries. Layouts by version: docs/spec/audit.md.
#ifndef AUDIT_TABLES_POOLS_H
#define AUDIT_TABLES_POOLS_H

#include "audit/load/image.h"

enum { POOLS_MAX = 8, QSTR_TEXT_MAX = 4096 };

struct qstr {
    const char *text; // in the image, NUL-terminated
    size_t length;
};

struct pool {
    uint64_t address;
    size_t count;
    bool sorted;
};

struct pools {
    struct qstr *strings; // by number; the first is the empty one
    size_t count;         // 0: nothing found
    size_t own;           // of them in the pools of the C code; behind them those of frozen modules
    struct pool pools[POOLS_MAX];
    size_t pool_count;
    const char *layout; // in words: "strings apart from hashes and lengths"
    size_t hash_size, length_size;
    const char *doubt; // why a name that is not among them may yet exist; NULL: they are whole
};

// Finds the chain of pools. Every string in it was checked against its length, and against its
// hash where the firmware keeps hashes.
void pools_find(struct arena *arena, const struct image *image, struct pools *out);

// The places where a file without addresses may lie, judged by the pool's pointers alone: one
// image each, with word size, byte order and address. None: no MicroPython was seen.
struct images pools_place(struct arena *arena, const struct image *raw);

// The number of a string; 0 when there is none such.
size_t pools_number(const struct pools *pools, const char *text);

// Whether the C code itself names it; what frozen modules say does not count.
bool pools_own(const struct pools *pools, const char *text);

#endif
