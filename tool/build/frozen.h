// frozen.h - which files of an application can be frozen, and under which names.
//
// lib/ is on MicroPython's search path, so its modules are frozen without the folder's name;
// everything else keeps its place.
#ifndef BUILD_FROZEN_H
#define BUILD_FROZEN_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"

// Paths of .py and .mpy files, sorted: in lib/ relative to it, elsewhere to the application.
struct frozen {
    struct names libraries;
    struct names modules;
};

// A module that would be frozen twice under one name, and a name that make or Python's manifest
// cannot carry, are input errors.
bool frozen_list(struct arena *arena, struct diag *diag, const char *folder, struct frozen *out);

#endif
