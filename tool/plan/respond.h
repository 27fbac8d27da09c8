// respond.h - records a transfer or an acceptance in device.yaml and keeps its comments.
//
// The file is edited line by line and read again before it is written: what the model loader
// would refuse never reaches the disk.
#ifndef PLAN_RESPOND_H
#define PLAN_RESPOND_H

#include "model/model.h"

struct respond_request {
    const char *threat;    // leaf id
    const char *kind;      // "accept" or "transfer"
    const char *owner;     // required
    const char *reason;    // required
    const char *expires;   // required, "2027-03-31"
    const char *recipient; // transfer only
};

// The text of device.yaml with the response added, or put in the place of an older one to the
// same leaf. `model` was read from `text`. NULL after reporting an input error.
const char *respond_edit(struct arena *arena, struct diag *diag, const struct model *model,
                         const char *text, const struct respond_request *request);

// Edits the model's own file.
bool respond_write(struct arena *arena, struct diag *diag, const struct model *model,
                   const struct catalogue *catalogue, const struct respond_request *request);

#endif
