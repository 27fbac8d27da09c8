// hal.h - connects the board's console to MicroPython.
#ifndef HAL_H
#define HAL_H

#include <stddef.h>
#include <stdint.h>

// Starts the console. Call once, after mp_init() made the scheduler usable.
void hal_console_init(void);

// Waits for a byte of the console, or of the second one that os.dupterm() set up.
int hal_console_read(void);

// Which of `poll_flags`, MP_STREAM_POLL_RD and _WR, are ready now.
uintptr_t hal_console_poll(uintptr_t poll_flags);

// Sends to both consoles.
void hal_console_write(const char *text, size_t size);

// Through here leaves what Python and the port print: the port qemu has it, and boards/unix under
// the same name, which hooks replace.
void uart_tx_strn(const char *text, size_t size);

#endif
