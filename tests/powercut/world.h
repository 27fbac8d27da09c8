// world.h - one device with a flash that can be cut, what has been promised about it, and the
// promises that no cut may break.
#ifndef WORLD_H
#define WORLD_H

#include "flashsim.h"
#include "mpsec/admit.h"
#include "mpsec/update.h"

enum {
    WORLD_IMAGE_MAX = 3072,
    WORLD_VERSIONS = 6, // images with the counters 1 to 6
    WORLD_ATTEMPTS = 3,
};

struct geometry {
    const char *name;
    struct mpsec_flash flash; // sector size, granule and erased value
    size_t payload;           // so that an image reaches into a second sector
    bool chip;                // it has a key, so that the guard keeps receipts
    bool spoilt;              // the active slot of the new device is broken; the other one runs
};

struct image_bytes {
    uint8_t bytes[WORLD_IMAGE_MAX];
    size_t size;
    size_t head_size; // of `head`
    uint8_t head[256];
};

// Made once, and the same in all worlds.
struct factory {
    struct mpsec_key key;
    struct image_bytes images[WORLD_VERSIONS + 1]; // by counter; 0 is not used
    size_t payload;
};

struct world {
    const struct factory *factory;
    struct mpsec_device device;
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    // What the outside knows for certain.
    uint32_t confirmed;  // counter of the last image whose confirm() returned; 0: none yet
    uint32_t confirming; // counter of the last image for which confirm() was called
    uint32_t floor_seen; // the highest floor that a boot has shown
    const char *broken;  // the first promise that was broken; NULL: none
    bool spoilt;         // as in the geometry
    struct sim sim;
};

void factory_make(struct factory *factory, const struct geometry *geometry);

// A new device: image 1 in slot 0, everything else blank.
void world_make(struct world *world, const struct factory *factory,
                const struct geometry *geometry);
void world_copy(struct world *to, const struct world *from);
uint64_t world_hash(const struct world *world);

// The steps of a life. Each may be cut.
void world_boot(struct world *world);
void world_confirm(struct world *world);
// Sends the image with this counter, resuming where the device says, and finishes.
void world_update(struct world *world, uint32_t counter);

// The same, unless the device says that a trial has to end first.
void world_update_if_free(struct world *world, uint32_t counter);

// Lives on after the power came back, without another cut: every promise is looked at.
void world_live_on(struct world *world);

#endif
