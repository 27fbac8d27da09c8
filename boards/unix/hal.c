// SPDX-License-Identifier: MIT
// hal.c - connects the device's console to MicroPython.
//
// The port's unix_mphal.c reads and writes its terminal. Its functions are replaced with --wrap
// (micropython.mk); all callers that count are in other files, without which --wrap does nothing.
#include "qemu-arm/hal.h"
#include "console.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "qemu-arm/board.h"
#include "qemu-arm/dupterm.h"

int __real_mp_hal_stdin_rx_chr(void);
int __wrap_mp_hal_stdin_rx_chr(void);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size);
void __wrap_mp_hal_stdout_tx_strn_cooked(const char *text, size_t size);
void __wrap_mp_hal_stdout_tx_str(const char *text);

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
    if (!board_console_is_started()) {
        return __real_mp_hal_stdin_rx_chr();
    }
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

uintptr_t mp_hal_stdio_poll(uintptr_t poll_flags)
{
    uintptr_t ready = 0;
    if ((poll_flags & MP_STREAM_POLL_RD) != 0 && board_console_is_readable()) {
        ready |= MP_STREAM_POLL_RD;
    }
    ready |= poll_flags & MP_STREAM_POLL_WR; // sending never blocks
    return ready | dupterm_poll(poll_flags);
}

mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size)
{
    uart_tx_strn(text, size);
    dupterm_write(text, size);
    return size;
}

void __wrap_mp_hal_stdout_tx_strn_cooked(const char *text, size_t size)
{
    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        const size_t line = end == NULL ? size : (size_t)(end - text);
        __wrap_mp_hal_stdout_tx_strn(text, line);
        if (end == NULL) {
            return;
        }
        __wrap_mp_hal_stdout_tx_strn("\r\n", 2);
        text += line + 1;
        size -= line + 1;
    }
}

void __wrap_mp_hal_stdout_tx_str(const char *text)
{
    __wrap_mp_hal_stdout_tx_strn(text, strlen(text));
}
