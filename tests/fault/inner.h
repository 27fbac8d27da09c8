// inner.h - the instructions inside the cryptography, of which there are too many to try each.
#ifndef INNER_H
#define INNER_H

#include "walk.h"

// Shows every instruction that is executed only where the memo of `outer` answers otherwise: at its
// first, its middle and its last occurrence. `plain` has no memo; each engine has a memory of its
// own that is as `start`. Returns the branches of the whole run; 0: an instruction is unknown to
// thumb.h.
uint64_t inner_walk(struct engine *plain, struct engine *outer, const uint8_t *start,
                    void (*visit)(void *user, const struct point *point), void *user);

#endif
