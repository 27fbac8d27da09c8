// mpsec/slot_image.h - the image that lies in a slot: where, how long, and from which bytes.
#ifndef MPSEC_SLOT_IMAGE_H
#define MPSEC_SLOT_IMAGE_H

#include "mpsec/device.h"

// How many bytes the image in a slot says it has: 0 if it does not say so, or more than there are.
// Says nothing of the image but its length.
size_t mpsec_slot_image_size(const struct mpsec_device *device, uint32_t slot);

// The image of a slot as it is to be judged and run: copied to the device's RAM when it fits there,
// else as the processor sees the flash. *copied says which. An empty span when there is none.
struct mpsec_span mpsec_slot_image_take(const struct mpsec_device *device, uint32_t slot,
                                        bool *copied);

#endif
