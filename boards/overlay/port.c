// SPDX-License-Identifier: MIT
// port.c - the guard on a port that mpsec only writes an overlay for: esp32, mimxrt, nrf, samd,
// stm32. Nothing but what py/mphal.h promises on every port.
#include "mpsec/port.h"

#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"

enum { IDLE_MS = 5 };

static uint32_t ticks_ms(void)
{
    return (uint32_t)mp_hal_ticks_ms();
}

static int console_read(void)
{
    if ((mp_hal_stdio_poll(MP_STREAM_POLL_RD) & MP_STREAM_POLL_RD) == 0) {
        return -1;
    }
    return mp_hal_stdin_rx_chr();
}

static void idle(void)
{
    mp_event_wait_ms(IDLE_MS);
}

const struct mpsec_port mpsec_port = {
    .ticks_ms = ticks_ms,
    .console_read = console_read,
    .idle = idle,
};
