// vectors.h - the interrupt handlers that the vector table in clock.c names.
#ifndef VECTORS_H
#define VECTORS_H

// Interrupt numbers of the AN385 image (Application Note AN385, table 3-12).
enum { BOARD_UART0_RX_IRQ = 0 };

void board_systick_handler(void);
void board_uart0_rx_handler(void);

#endif
