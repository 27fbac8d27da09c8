// ring.h - bytes that came to the console and nobody has read yet.
//
// The interrupt puts, the program reads; neither waits for the other.
#ifndef RING_H
#define RING_H

#include "board.h"

// Empties nothing: what came before stays. `filter` may be NULL.
void ring_set_filter(board_console_filter *filter);

// Keeps a byte unless the filter uses it up. In the interrupt, or with interrupts masked. A full
// ring drops what comes, as the ring of a typical board does: to leave the byte in the UART
// instead would hide every interrupt character behind it.
void ring_put(uint8_t byte);

bool ring_is_empty(void);

// The oldest byte, or -1.
int ring_get(void);

#endif
