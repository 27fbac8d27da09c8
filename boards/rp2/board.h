// board.h - what the guard needs of a Raspberry Pi Pico: clock and console.
#ifndef RP2_BOARD_H
#define RP2_BOARD_H

#include <stdint.h>

// Milliseconds since power-on; wraps around.
uint32_t rp2_ticks_ms(void);

// One byte that arrived on the console, or -1. Never waits.
int rp2_console_read(void);

// Serves USB and waits for the next event, a few milliseconds at most.
void rp2_idle(void);

#endif
