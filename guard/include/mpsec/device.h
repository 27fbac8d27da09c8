// mpsec/device.h - what is fixed about one device: its flash, its keys, its rules.
#ifndef MPSEC_DEVICE_H
#define MPSEC_DEVICE_H

#include "mpsec/flash.h"
#include "mpsec/image_verify.h"

enum { MPSEC_CHIP_ID_SIZE = 16, MPSEC_CHIP_KEY_SIZE = 32 };

// What the chip has apart from flash. A function that is NULL, or returns false: it has none.
struct mpsec_chip {
    bool (*id)(uint8_t out[MPSEC_CHIP_ID_SIZE]);
    bool (*random)(uint8_t *out, size_t size); // fit for cryptography
    // A key that no other chip has and nobody outside can read.
    bool (*key)(uint8_t out[MPSEC_CHIP_KEY_SIZE]);
};

struct mpsec_device {
    const struct mpsec_flash *flash;
    const struct mpsec_chip *chip; // NULL: nothing but flash
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
