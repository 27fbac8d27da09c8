// console.h - what the console of the device unix has beside qemu-arm/board.h.
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

// Whether board_console_init() was called: it is not when the program runs upstream's own main().
bool board_console_is_started(void);

// Through here leaves what Python and the port print, under the name that the port qemu has for it.
void uart_tx_strn(const char *text, size_t size);

#endif
