// device.h - the device of the campaign: the guard's flash, keys and rules on the world of world.h.
#ifndef DEVICE_H
#define DEVICE_H

#include "mpsec/device.h"

extern const struct mpsec_device fault_device;
extern uint8_t fault_image_ram[];

// What the device gave away: address and size of a payload, or what the door allows. The harness
// reads it when fault_end() is reached.
extern volatile uint32_t fault_given[2];

// The start of one case, and its end.
void fault_main(void);
void fault_end(void);

#endif
