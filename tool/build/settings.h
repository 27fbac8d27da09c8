// settings.h - what a set of controls changes in a build, merged and without contradiction.
#ifndef BUILD_SETTINGS_H
#define BUILD_SETTINGS_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"

#include <stdbool.h>
#include <stddef.h>

struct assignment {
    const char *name;
    const char *value;
    const char *control; // who asked first
};

// What the firmware's symbol table must show for a control to be in force.
struct wish {
    const char *control;
    const char *symbol;
    bool present;
};

// Every list is sorted and without duplicates, so that the same controls give the same build.
struct settings {
    struct assignment *macros;
    size_t macro_count;
    struct assignment *make;
    size_t make_count;
    struct assignment *sdkconfig;
    size_t sdkconfig_count;
    struct assignment *wraps; // value is empty
    size_t wrap_count;
    struct names sources; // relative to guard/
    struct names cflags;
    struct wish *wishes; // in order of control, then as the catalogue lists them
    size_t wish_count;
    struct names own;      // wraps that stand for others only; their own file may name them
    struct names controls; // ids
    bool freeze_application;
    bool signed_application; // the guard is built with slots
    bool service_door;       // the guard is built with a door on the console
    bool keyed;              // either: it is built with the keys of build_request
    bool guard;              // the guard is part of the firmware
};

struct settings_request {
    const char *port;
    const struct control *const *controls;
    size_t count;
    int minor; // of MicroPython 1.x
};

// What the version does not have (build/versions.h) is left out where there is nothing to close,
// and an input error where there is and no switch closes it. Two controls that set one macro or
// make variable differently are an input error; a control whose prerequisite is not in the set is a
// warning (the plan decides, the gate proves).
bool settings_merge(struct arena *arena, struct diag *diag, const struct settings_request *request,
                    struct settings *out);

#endif
