// mpsec/device.h - what is fixed about one device: its flash, its keys, its rules.
#ifndef MPSEC_DEVICE_H
#define MPSEC_DEVICE_H

#include "mpsec/flash.h"
#include "mpsec/image_verify.h"

struct mpsec_device {
    const struct mpsec_flash *flash;
    struct mpsec_layout layout;
    // Keys, roles, signers and class that an application must have. The floor is not taken from
    // here but from the journal; `security_counter` is a lowest floor that the firmware brings.
    struct mpsec_policy policy;
    uint8_t attempts; // boots that an update may take to confirm itself: 1 to 127
    uint32_t step;    // an update's counter may be at most this much above the floor
    // Where an image is copied before it is judged, so that nobody can exchange it behind the
    // judgement; an image that does not fit is judged and run where it lies. May be NULL, 0.
    uint8_t *ram;
    size_t ram_size;
};

#endif
