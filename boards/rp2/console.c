// SPDX-License-Identifier: MIT
#include "rp2/console.h"

#include "py/mphal.h"
#include "py/ringbuf.h"

static board_console_filter *console_filter;

void board_console_init(board_console_filter *filter)
{
    console_filter = filter;
}

void rp2_console_put(uint8_t byte)
{
    if (console_filter != NULL && console_filter(byte)) {
        return;
    }
    (void)ringbuf_put(&stdin_ringbuf, byte); // no when it is full
}
