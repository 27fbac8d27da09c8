// SPDX-License-Identifier: MIT
// port.c - the guard on the reference device (boards/qemu-arm).
#include "mpsec/port.h"
#include "qemu-arm/board.h"

const struct mpsec_port mpsec_port = {
    .ticks_ms = board_ticks_ms,
    .console_read = board_console_read,
    .idle = board_idle,
};
