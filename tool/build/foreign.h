// foreign.h - the overlay for a port whose vendor SDK is not here: esp32, mimxrt, nrf, samd, stm32.
//
// One folder that a person takes to a MicroPython tree of their own: the board's folder with our
// settings behind upstream's, configuration, manifest and application, the guard as a user C
// module, a script that looks at the finished firmware's symbols, and a README that says what to
// run. Nothing is built, so nothing is proven: docs/spec/overlay.md.
#ifndef BUILD_FOREIGN_H
#define BUILD_FOREIGN_H

#include "build/settings.h"
#include "model/model.h"

#include <jansson.h>

struct foreign_port {
    const char *name;     // "stm32", as board records name it
    const char *folder;   // in the MicroPython tree
    const char *wrap;     // what the linker's driver wants in front of a symbol's name
    const char *manifest; // upstream's, where a board names none; in the port's folder
    const char *nm;       // reads symbols of its firmware
    const char *firmware; // in the port's folder; %s is the board
    const char *notes;    // for the README: what is peculiar
    bool cmake;
};

struct foreign_request {
    const struct catalogue *catalogue;
    const struct model *model;
    const char *micropython; // tree; the board's folder is copied from it
    const char *home;        // mpsec's own boards/ and guard/
    const char *out;         // becomes the overlay; an earlier overlay there is replaced
    const struct control *const *controls;
    size_t control_count;
};

struct foreign {
    const struct foreign_request *request;
    const struct foreign_port *port;
    const char *board;
    const char *version; // of the tree
    struct settings settings;
    struct names carried; // controls that the overlay carries out
    struct names steps;   // controls with provisioning steps
    struct names by_hand; // controls that it can do nothing for
    struct names files;   // written, in order
};

// NULL: the port is built here, or nothing is known of it.
const struct foreign_port *foreign_port_find(const char *name);

// NULL after an error: a board that is built here, an unknown port or version, a tree without the
// board, a folder that holds something else.
const struct foreign *foreign_write(struct arena *arena, struct diag *diag,
                                    const struct foreign_request *request);

json_t *foreign_to_json(const struct foreign *foreign);
const char *foreign_to_text(struct arena *arena, const struct foreign *foreign);

// The parts, each a file's text.
const char *foreign_readme(struct arena *arena, const struct foreign *foreign);
const char *foreign_provisioning(struct arena *arena, const struct foreign *foreign);
const char *foreign_check(struct arena *arena, const struct foreign *foreign);
const char *foreign_make(struct arena *arena, const struct foreign *foreign);
const char *foreign_cmake(struct arena *arena, const struct foreign *foreign);
const char *foreign_sdkconfig(struct arena *arena, const struct foreign *foreign,
                              bool irreversible);

#endif
