// console.h - what arrives on the USB console, seen byte by byte before Python sees it.
#ifndef RP2_CONSOLE_H
#define RP2_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

// Called with each byte. It returns true if it used the byte up; the byte is then not kept for
// whoever reads the console.
typedef bool board_console_filter(uint8_t byte);

// `filter` may be NULL. The service door wraps this function.
void board_console_init(board_console_filter *filter);

// Passes a byte on: to the filter, and to the input of Python. When nobody reads, new bytes are
// dropped there and the old ones stay.
void rp2_console_put(uint8_t byte);

#endif
