// hal.h - connects the board's clock and console to MicroPython.
#ifndef HAL_H
#define HAL_H

// Starts the console. Call once, after mp_init() made the scheduler usable.
void hal_console_init(void);

#endif
