// slot_image_contracts.h - what guard/src/slot_image.c promises its callers.
#ifndef SLOT_IMAGE_CONTRACTS_H
#define SLOT_IMAGE_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "device_contracts.h"
#include "mpsec/slot_image.h"

#define RAM_OK(device) ((device)->ram_size == 0 || __CPROVER_w_ok((device)->ram, (device)->ram_size))
#define ASSIGNS_RAM(device)                                                                        \
    ASSIGNS((device)->ram_size > 0: __CPROVER_object_upto((device)->ram, (device)->ram_size))

size_t mpsec_slot_image_size(const struct mpsec_device *device, uint32_t slot)
REQUIRES(DEVICE_HERE(device) && slot < MPSEC_SLOTS)
ASSIGNS()
ENSURES(RESULT <= device->layout.slot_size)
;

// In RAM, or where the processor sees it; no longer than a slot.
struct mpsec_span mpsec_slot_image_take(const struct mpsec_device *device, uint32_t slot,
                                        bool *copied)
REQUIRES(DEVICE_HERE(device) && RAM_OK(device) && slot < MPSEC_SLOTS && WRITABLE(copied))
ASSIGNS(*copied)
ASSIGNS_RAM(device)
ENSURES(RESULT.size <= device->layout.slot_size)
ENSURES(!*copied || (SAME(RESULT.data, device->ram) && RESULT.size <= device->ram_size))
ENSURES(*copied || RESULT.size == 0 || __CPROVER_is_fresh(RESULT.data, RESULT.size))
;

// RAM of any size, or none.
#define ANY_RAM(device)                                                                            \
    const struct mpsec_span ram_of_it = any_object();                                              \
    device.ram = (uint8_t *)ram_of_it.data;                                                        \
    device.ram_size = ram_of_it.size

#endif
