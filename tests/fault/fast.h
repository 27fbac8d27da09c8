// fast.h - what a device does behind a fault, executed by thumb.h and cut short where it is known.
//
// Of the undisturbed run it keeps the states at which a function had just returned, and what of
// each is read later. A run that comes to the same place with all of that equal does what the
// undisturbed one did: what else differs is overwritten before anybody looks.
#ifndef FAST_H
#define FAST_H

#include "thumb.h"

struct fast;

// Learns the undisturbed run from `reset`; leaves the memory as that run does. NULL: an instruction
// in it is unknown to thumb.h, or there is no room.
struct fast *fast_learn(struct engine *engine, const struct cpu *reset);
void fast_free(struct fast *fast);

// How many branches the undisturbed run has, taken or not.
uint64_t fast_branches(const struct fast *fast);

// Whether the run has come back.
bool fast_is_back(struct fast *fast, const struct thumb *thumb);

#endif
