// console.h - what the console of the device unix has beside common/board.h.
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>

// Whether board_console_init() was called: it is not when the program runs upstream's own main().
bool board_console_is_started(void);

#endif
