// SPDX-License-Identifier: MIT
// board.c - connects the guard to ports/rp2, whose console is USB and, where enabled, a UART.
#include "rp2/board.h"

#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"

enum { IDLE_MS = 5 };

uint32_t rp2_ticks_ms(void)
{
    return mp_hal_ticks_ms();
}

int rp2_console_read(void)
{
    if ((mp_hal_stdio_poll(MP_STREAM_POLL_RD) & MP_STREAM_POLL_RD) == 0) {
        return -1;
    }
    return mp_hal_stdin_rx_chr();
}

void rp2_idle(void)
{
    mp_event_wait_ms(IDLE_MS);
}
