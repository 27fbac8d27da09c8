// SPDX-License-Identifier: MIT
// hal.c - connects the board's clock and console to MicroPython.
//
// The port's mphalport.c supplies a console that polls and ignores the interrupt character. Its
// functions are replaced with --wrap (micropython.mk); all callers are in other files, without
// which --wrap would do nothing.
#include "hal.h"
#include "dupterm.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "qemu-arm/board.h"
#include "shared/runtime/interrupt_char.h"
#include "uart.h"

int __wrap_mp_hal_stdin_rx_chr(void);
uintptr_t __wrap_mp_hal_stdio_poll(uintptr_t poll_flags);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *str, size_t len);

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

int __wrap_mp_hal_stdin_rx_chr(void)
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
        mp_event_wait_indefinite();
    }
}

uintptr_t __wrap_mp_hal_stdio_poll(uintptr_t poll_flags)
{
    uintptr_t ready = 0;
    if ((poll_flags & MP_STREAM_POLL_RD) != 0 && board_console_is_readable()) {
        ready |= MP_STREAM_POLL_RD;
    }
    ready |= poll_flags & MP_STREAM_POLL_WR; // sending never blocks
    return ready | dupterm_poll(poll_flags);
}

mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *str, size_t len)
{
    uart_tx_strn(str, len);
    dupterm_write(str, len);
    return len;
}

mp_uint_t mp_hal_ticks_ms(void)
{
    return board_ticks_ms();
}

mp_uint_t mp_hal_ticks_us(void)
{
    return board_ticks_us();
}

mp_uint_t mp_hal_ticks_cpu(void)
{
    return board_ticks_us();
}

uint64_t mp_hal_time_ns(void)
{
    return board_uptime_us() * 1000u; // there is no battery-backed clock: time starts at 2000-01-01
}

void mp_hal_delay_ms(mp_uint_t ms)
{
    // In microseconds, because a wait that starts between two ticks must not end a part of one
    // early.
    const uint64_t end = board_uptime_us() + (uint64_t)ms * 1000u;
    mp_event_handle_nowait();
    while (board_uptime_us() < end) {
        board_idle();
        mp_event_handle_nowait();
    }
}

void mp_hal_delay_us(mp_uint_t us)
{
    const uint32_t start = board_ticks_us();
    while (board_ticks_us() - start < us) {
    }
}
