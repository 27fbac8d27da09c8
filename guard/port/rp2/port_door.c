// SPDX-License-Identifier: MIT
// port_door.c - the guard on a Raspberry Pi Pico (boards/rp2) with a service door.
#include "mpsec/port.h"
#include "rp2/board.h"
#include "rp2/flash.h"

const struct mpsec_port mpsec_port = {
    .ticks_ms = rp2_ticks_ms,
    .console_read = rp2_console_read,
    .idle = rp2_idle,
    .console_write = rp2_console_write,
    .erase_data = rp2_flash_erase_filesystem,
    .restart = rp2_restart,
};
