// mpsec/service.h - what a technician does behind the open door. docs/spec/unlock.md §8.
//
// It takes the console's bytes in the place of mpsec_unlock_byte(), which it asks first. Each word
// is looked at only while the door is open for its scope; for anybody else there is silence.
#ifndef MPSEC_SERVICE_H
#define MPSEC_SERVICE_H

#include "mpsec/device.h"
#include "mpsec/unlock.h"
#include "mpsec/update.h"

enum {
    MPSEC_SERVICE_CHUNK = 64,      // bytes of an image, a file or a path in one line
    MPSEC_SERVICE_HEAD_MAX = 2048, // of an image without its payload: two signatures of both kinds
};

// What only the firmware around it can do. A function that is NULL: this device cannot.
struct mpsec_service_port {
    // Reads up to `size` bytes of a file of the data filesystem. -1: there is no such file.
    int (*read)(const char *path, uint32_t offset, uint8_t *out, size_t size);
    bool (*erase)(void);   // the data filesystem
    void (*restart)(void); // the whole device; returns, or not
};

struct mpsec_service_config {
    const struct mpsec_device *device;
    const struct mpsec_service_port *port;
    uint32_t running; // the slot that runs; MPSEC_SLOTS: none
    struct mpsec_unlock_config unlock;
};

// The caller owns it, all zero at power-on.
struct mpsec_service {
    struct mpsec_unlock door;
    struct mpsec_update update;
    uint16_t head_size;
    uint8_t head[MPSEC_SERVICE_HEAD_MAX];
};

// Closes the door and forgets what was begun: at every boot.
void mpsec_service_start(struct mpsec_service *service, const struct mpsec_service_config *config);

// As mpsec_unlock_byte().
size_t mpsec_service_byte(struct mpsec_service *service, const struct mpsec_service_config *config,
                          uint8_t byte, char reply[MPSEC_UNLOCK_REPLY_MAX]);

#endif
