// SPDX-License-Identifier: MIT
// protect.c - memory protection on a Raspberry Pi Pico (boards/rp2), on both of its cores.
//
// A fault starts the chip anew, where the SDK would wait for a debugger.
#include "protect.h"

#include "hardware/flash.h"
#include "hardware/sync.h"
#include "pico/platform.h"
#include "pico/runtime.h"
#include "rp2/board.h"
#include "rp2/mpu.h"

void isr_hardfault(void);

void isr_hardfault(void)
{
    rp2_restart();
}

// The SDK makes its copy before the first command to the flash, and could not any more: this one
// selects the chip and says nothing.
static void fill_boot2(void)
{
    const uint32_t state = save_and_disable_interrupts();
    flash_do_cmd(NULL, NULL, 0);
    restore_interrupts(state);
}

bool mpsec_memory_protect(void)
{
    static bool filled;
    if (!filled) {
        filled = true;
        fill_boot2();
    }
    return rp2_mpu_protect();
}

// Each core has a unit of its own. The other core starts later than Python, and here; the first
// one passes by on its way to main(), before there is a copy.
static void protect_other_core(void)
{
    if (get_core_num() == 0) {
        return;
    }
    while (!rp2_mpu_protect()) {
        tight_loop_contents();
    }
}
PICO_RUNTIME_INIT_FUNC_PER_CORE(protect_other_core, "99999");
