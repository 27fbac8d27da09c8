// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "slot_image_contracts.h"

#include "slot_image.c"

// Nothing is read behind the end of the slot.
static bool read_slot(const struct mpsec_device *device, uint32_t slot, size_t at,
                      uint8_t out[MPSEC_HEADER_SIZE], size_t size)
REQUIRES(DEVICE_HERE(device) && slot < MPSEC_SLOTS)
REQUIRES(size <= MPSEC_HEADER_SIZE && __CPROVER_w_ok(out, MPSEC_HEADER_SIZE))
ASSIGNS_BYTES(out, MPSEC_HEADER_SIZE)
ENSURES(!RESULT || (at <= device->layout.slot_size && size <= device->layout.slot_size - at))
;

void prove_read_slot(void)
{
    ANY_DEVICE(device);
    uint8_t out[MPSEC_HEADER_SIZE];
    (void)read_slot(&device, nondet_u32(), nondet_size(), out, nondet_size());
}

void prove_mpsec_slot_image_size(void)
{
    ANY_DEVICE(device);
    (void)mpsec_slot_image_size(&device, nondet_u32());
}

void prove_mpsec_slot_image_take(void)
{
    ANY_DEVICE(device);
    ANY_RAM(device);
    bool copied;
    (void)mpsec_slot_image_take(&device, nondet_u32(), &copied);
}
