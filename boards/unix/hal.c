// SPDX-License-Identifier: MIT
// hal.c - connects the device's console to MicroPython.
//
// The port's unix_mphal.c reads and writes its terminal. Its functions are replaced with --wrap
// (micropython.mk); all callers that count are in other files, without which --wrap does nothing.
#include "common/hal.h"
#include "console.h"
#include "py/mphal.h"

int __real_mp_hal_stdin_rx_chr(void);
int __wrap_mp_hal_stdin_rx_chr(void);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size);
void __wrap_mp_hal_stdout_tx_strn_cooked(const char *text, size_t size);
void __wrap_mp_hal_stdout_tx_str(const char *text);

int __wrap_mp_hal_stdin_rx_chr(void)
{
    return board_console_is_started() ? hal_console_read() : __real_mp_hal_stdin_rx_chr();
}

uintptr_t mp_hal_stdio_poll(uintptr_t poll_flags)
{
    return hal_console_poll(poll_flags);
}

mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size)
{
    hal_console_write(text, size);
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
