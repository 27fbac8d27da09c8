// walk.h - runs a device instruction by instruction and shows each to a caller.
#ifndef WALK_H
#define WALK_H

#include "inject.h"

// One instruction about to be executed: registers with the program counter on it, IT bits
// included, and the memory that goes with them. `index` counts from 0.
struct point {
    const struct cpu *cpu;
    const uint8_t *memory;
    uint64_t index;
};

struct walker {
    struct engine engine;
    void (*visit)(void *user, const struct point *point);
    void *user;
    uint64_t count, limit; // instructions executed, and after how many to stop; 0: never
    // NULL: all are shown. Else a byte for each half-word of the code, those that are not 0.
    const uint8_t *interesting;
    uint32_t expected; // where the IT bits below hold
    uint8_t it;
};

// `memory` is the walker's own.
bool walker_open(struct walker *walker, const struct firmware *firmware, struct memo *memo,
                 uint8_t *memory, const uint8_t *fixed);
void walker_close(struct walker *walker);

// Walks from `from` to the end, or until `limit` instructions were executed.
enum stop walker_run(struct walker *walker, const struct cpu *from);

#endif
