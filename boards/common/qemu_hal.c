// SPDX-License-Identifier: MIT
// qemu_hal.c - connects clock and console of a board to upstream's ports/qemu.
//
// The port's mphalport.c supplies a console that polls and ignores the interrupt character. Its
// functions are replaced with --wrap (qemu.mk); all callers are in other files, without
// which --wrap would do nothing.
#include "board.h"
#include "hal.h"
#include "py/mphal.h"
#include "py/runtime.h"

int __wrap_mp_hal_stdin_rx_chr(void);
uintptr_t __wrap_mp_hal_stdio_poll(uintptr_t poll_flags);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *str, size_t len);

int __wrap_mp_hal_stdin_rx_chr(void)
{
    return hal_console_read();
}

uintptr_t __wrap_mp_hal_stdio_poll(uintptr_t poll_flags)
{
    return hal_console_poll(poll_flags);
}

mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *str, size_t len)
{
    hal_console_write(str, len);
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
