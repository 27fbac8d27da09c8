// service.h - what a technician does behind the open door: docs/spec/unlock.md §8.
//
// The door is open already, for the scope that each of these needs.
#ifndef UNLOCK_SERVICE_H
#define UNLOCK_SERVICE_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/bytes.h"

// Hears how many bytes of the image the device has; may be NULL.
struct watcher {
    void (*progress)(void *context, size_t done, size_t size);
    void *context;
};

// Why the device went no further; NULL: it did what was asked.
struct service_result {
    const char *refusal;
    size_t resumed_at; // an update: the byte that was wanted first
    const char *text;  // a file: its bytes
    size_t size;
};

// Sends an image into the slot that does not run, going on where an earlier attempt ended, and
// restarts the device, which tries it. False after an error of the line or of the image.
bool service_update(struct arena *arena, struct diag *diag, const char *port,
                    struct mpsec_span image, const struct watcher *watcher,
                    struct service_result *out);

// Reads a file of the data filesystem.
bool service_read(struct arena *arena, struct diag *diag, const char *port, const char *path,
                  struct service_result *out);

// Erases the data filesystem and the sealed secrets, and restarts the device.
bool service_erase(struct arena *arena, struct diag *diag, const char *port,
                   struct service_result *out);

#endif
