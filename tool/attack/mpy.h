// mpy.h - Python text compiled on the attacker's own computer, by the tree's mpy-cross.
#ifndef ATTACK_MPY_H
#define ATTACK_MPY_H

#include "attack/script.h"

struct mpy_request {
    const char *compiler;     // path of mpy-cross; NULL: there is none
    const char *architecture; // for native code
    const char *folder;       // for its files
    const char *name;         // of the module, "site_config"
};

// Returns NULL and the bytes of the .mpy file, or what went wrong, in words. `form` is
// DROP_BYTECODE or DROP_NATIVE.
const char *mpy_compile(struct arena *arena, const struct mpy_request *request, enum drop_form form,
                        struct bytes source, struct bytes *out);

#endif
