// SPDX-License-Identifier: MIT
// hal_console.c - connects the board's console to MicroPython.
#include "board.h"
#include "dupterm.h"
#include "hal.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "shared/runtime/interrupt_char.h"

static bool keyboard_filter(uint8_t byte)
{
    if (byte != mp_interrupt_char) {
        return false;
    }
    mp_sched_keyboard_interrupt();
    return true;
}

void hal_console_init(void)
{
    board_console_init(keyboard_filter);
}

int hal_console_read(void)
{
    for (;;) {
        const int byte = board_console_read();
        if (byte >= 0) {
            return byte;
        }
        const int dup = dupterm_read();
        if (dup >= 0) {
            return dup;
        }
        mp_event_handle_nowait();
        board_idle();
    }
}

uintptr_t hal_console_poll(uintptr_t poll_flags)
{
    uintptr_t ready = 0;
    if ((poll_flags & MP_STREAM_POLL_RD) != 0 && board_console_is_readable()) {
        ready |= MP_STREAM_POLL_RD;
    }
    ready |= poll_flags & MP_STREAM_POLL_WR; // sending never blocks
    return ready | dupterm_poll(poll_flags);
}

void hal_console_write(const char *text, size_t size)
{
    uart_tx_strn(text, size);
    dupterm_write(text, size);
}
