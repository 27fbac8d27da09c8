// SPDX-License-Identifier: MIT
// port.c - the guard on a Raspberry Pi Pico (boards/rp2).
#include "mpsec/port.h"
#include "rp2/board.h"

const struct mpsec_port mpsec_port = {
    .ticks_ms = rp2_ticks_ms,
    .console_read = rp2_console_read,
    .idle = rp2_idle,
};
