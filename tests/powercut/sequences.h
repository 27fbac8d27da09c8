// sequences.h - every sequence of a few operations and cuts, for the choice of the slot.
#ifndef SEQUENCES_H
#define SEQUENCES_H

#include <stdbool.h>
#include <stdint.h>

struct sequences_result {
    uint64_t sequences; // edges that were gone: one operation each, cut or whole
    uint64_t states;    // that differ in anything the guard can see
    unsigned broken;    // states from which a promise was broken
    const char *first;  // the first broken promise
};

// Goes through every sequence of up to `length` operations (boot, confirm, update), each whole or
// cut at any of its flash operations, before, half-way or after. States that the guard cannot tell
// apart are gone on from once.
struct sequences_result sequences_run(unsigned length);

#endif
