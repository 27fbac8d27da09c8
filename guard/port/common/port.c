// SPDX-License-Identifier: MIT
// port.c - the guard on each device that speaks common/board.h.
#include "mpsec/port.h"
#include "common/board.h"
#include <flash_layout.h>

static bool erase_data(void)
{
    return board_flash_erase(FLASH_FS_OFFSET, FLASH_FS_SIZE);
}

const struct mpsec_port mpsec_port = {
    .ticks_ms = board_ticks_ms,
    .console_read = board_console_read,
    .idle = board_idle,
    .console_write = board_console_write,
    .erase_data = erase_data,
    .restart = board_reset,
};
