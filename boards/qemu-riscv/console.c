// SPDX-License-Identifier: MIT
// console.c - receives from the NS16550 by interrupt into a ring.
//
// The port's own uart.c polls and so never sees an interrupt character while a program runs.
// Sending stays with the port.
#include "common/board.h"
#include "common/ring.h"
#include "virt.h"

void board_outside_handler(void)
{
    const uint32_t source = PLIC_CLAIM;
    if (source == PLIC_UART0) {
        while ((REG8(UART0_LSR) & UART_LSR_RX) != 0) {
            ring_put(REG8(UART0_DATA));
        }
    }
    if (source != 0) {
        PLIC_CLAIM = source;
    }
}

void board_console_init(board_console_filter *filter)
{
    ring_set_filter(filter);
    PLIC_PRIORITY(PLIC_UART0) = 1;
    PLIC_THRESHOLD = 0;
    PLIC_ENABLE = 1u << PLIC_UART0;
    REG8(UART0_IER) = UART_IER_RX;
}

bool board_console_is_readable(void)
{
    return !ring_is_empty();
}

int board_console_read(void)
{
    return ring_get();
}

void board_console_write(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        while ((REG8(UART0_LSR) & UART_LSR_SENT) == 0) {
        }
        REG8(UART0_DATA) = (uint8_t)text[i];
    }
}
