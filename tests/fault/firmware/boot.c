// SPDX-License-Identifier: MIT
// boot.c - the guard as shipped: admit, and hand over what the launch gives.
#include "device.h"
#include "mpsec/admit.h"

static struct mpsec_launch launch;
static struct mpsec_admission admission;

static __attribute__((noinline)) void hand_over(void)
{
    const struct mpsec_span payload = mpsec_launch_open(&launch);
    fault_given[0] = (uint32_t)payload.data;
    fault_given[1] = payload.size;
    fault_end();
}

__attribute__((section(".fault_main"))) void fault_main(void)
{
    mpsec_admit(&fault_device, &launch, &admission);
    hand_over();
}
