// forge.h - another application on the flash chip, in the place of the signed one.
#ifndef ATTACK_FORGE_H
#define ATTACK_FORGE_H

#include "attack/run.h"

// Compiles the step's text as main, makes an image of it that a stranger can make, and writes it
// into the first slot; the genuine one, where there is one, goes into the second, so that a
// device that refuses has something to run. NULL, or what went wrong, in words.
const char *forge_write(struct run *run, const struct step *step);

#endif
