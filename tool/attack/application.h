// application.h - the files of the application under attack: what provisioning puts on a
// device, and what a reader of them is after.
#ifndef ATTACK_APPLICATION_H
#define ATTACK_APPLICATION_H

#include "attack/values.h"
#include "base/diag.h"
#include "model/model.h"

struct app_file {
    const char *path; // on the device, relative to its root
    struct bytes bytes;
};

struct app_files {
    struct app_file *items; // sorted by path
    size_t count;
};

// Reads the model's application folder with its subfolders. Names that start with a dot and
// names that no device would take are left out.
bool application_load(struct arena *arena, struct diag *diag, const struct model *model,
                      struct app_files *out);

// Draws a line that only the application's author could have written down: the values app_file
// and app_line. Without a fitting line they stay NULL. False when there are no random numbers.
bool application_prize(struct arena *arena, const struct app_files *files, struct values *values);

#endif
