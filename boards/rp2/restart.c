// SPDX-License-Identifier: MIT
#include "hardware/watchdog.h"
#include "rp2/board.h"

void rp2_restart(void)
{
    watchdog_reboot(0, 0, 0);
    for (;;) {
        tight_loop_contents();
    }
}
