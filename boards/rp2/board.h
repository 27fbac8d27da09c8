// board.h - what the guard needs of a Raspberry Pi Pico: clock, console, chip.
#ifndef RP2_BOARD_H
#define RP2_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Milliseconds since power-on; wraps around.
uint32_t rp2_ticks_ms(void);

// One byte that arrived on the console, or -1. Never waits.
int rp2_console_read(void);

// Serves USB and waits for the next event, a few milliseconds at most.
void rp2_idle(void);

// The identity of the flash chip on the RP2040, of the chip itself on the RP2350, and zeros behind
// its 8 bytes. False: what was read is no identity.
enum { RP2_CHIP_ID_SIZE = 16 };
bool rp2_chip_id(uint8_t out[RP2_CHIP_ID_SIZE]);

// Random numbers out of the noise of the ring oscillator, which is measured while it is taken.
// False: it is stuck.
bool rp2_chip_random(uint8_t *out, size_t size);

// Resets the whole device, as the watchdog would. Only for a firmware that has a reason to.
void rp2_restart(void) __attribute__((noreturn));

// What only a firmware with a service door has. Sends on the USB console; what nobody takes within
// half a second is lost.
void rp2_console_write(const char *text, size_t size);

#endif
