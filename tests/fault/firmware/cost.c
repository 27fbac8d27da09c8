// SPDX-License-Identifier: MIT
// cost.c - a boot of an application of ordinary size from a flash of ordinary geometry. A chip that
// has a key finds a receipt there.
#include "device.h"
#include "mpsec/admit.h"
#include "world.h"

enum {
    SECTOR = 4096,
    SLOT_SIZE = 6 * SECTOR,
};

static struct mpsec_launch launch;
static struct mpsec_admission admission;

__attribute__((section(".fault_main"))) void fault_main(void)
{
    struct mpsec_flash flash = *fault_device.flash;
    struct mpsec_device device = fault_device;
    flash.sector_size = SECTOR;
    device.flash = &flash;
    device.layout.slots[1] = SLOT_SIZE;
    device.layout.slot_size = SLOT_SIZE;
    device.layout.journal = 2 * SLOT_SIZE;
    device.layout.receipts = device.chip == NULL ? 0 : 2 * SLOT_SIZE + 2 * SECTOR;
    mpsec_admit(&device, &launch, &admission);
    fault_given[0] = (uint32_t)mpsec_launch_open(&launch).data;
    fault_end();
}
