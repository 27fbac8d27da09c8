// provision.h - what has to be done to the device itself: fuses, OTP words, locks, seals.
//
// Told in the order in which it can be done, never done: mpsec has no code that burns anything. A
// rehearsal plays the steps on a file that stands in for the fuses: docs/spec/provision.md.
#ifndef PROVISION_PROVISION_H
#define PROVISION_PROVISION_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

// What a rehearsal found for one step.
enum rehearsal {
    REHEARSAL_NONE,    // nobody rehearsed
    REHEARSAL_DONE,    // done now, in the file
    REHEARSAL_ALREADY, // all that it sets was set before
    REHEARSAL_REFUSED, // `why`
    REHEARSAL_WAITING, // a step before it was refused
};

struct provision_item {
    const struct control *control;
    const struct provision_step *step;
    enum rehearsal rehearsal;
    const char *why; // REHEARSAL_REFUSED; NULL
};

struct provision {
    const struct model *model;
    struct provision_item *items; // in order
    size_t count;
    unsigned irreversible;  // steps that can never be undone
    unsigned refused;       // by the rehearsal
    struct names left_over; // fuses that are set for ever and that no step wants
};

// The steps of these controls in the order in which they can be done: what closes a door (firmware
// of anybody's, the debug port, the loader in ROM) comes behind what still needs it.
struct provision *provision_make(struct arena *arena, const struct model *model,
                                 const struct control *const *controls, size_t count);

// Where a step sets `fuse`, it sets it to `value`: the catalogue can only name what a key's hash
// is.
void provision_give(struct arena *arena, struct provision *provision, const char *fuse,
                    const char *value);

// Plays the steps on the fuses in `path`; a file that is not there is a chip fresh from the
// factory. A step that contradicts what is set for ever, or whose door is closed, is refused, and
// what comes behind it waits. Then writes the file. False: the file is that of another device or
// chip, is broken, or cannot be written.
bool provision_rehearse(struct arena *arena, struct diag *diag, struct provision *provision,
                        const char *path);

const char *provision_to_text(struct arena *arena, const struct provision *provision);
const char *provision_to_markdown(struct arena *arena, const struct provision *provision);
json_t *provision_to_json(const struct provision *provision);

#endif
