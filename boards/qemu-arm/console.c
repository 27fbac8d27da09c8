// SPDX-License-Identifier: MIT
// console.c - receives from UART0, a CMSDK APB UART, by interrupt into a ring.
//
// The port's own uart.c polls the data register and so never sees an interrupt character while
// a program runs. Sending stays with the port.
#include "common/board.h"
#include "common/ring.h"
#include "cortex_m.h"
#include "vectors.h"

#define UART0_DATA      REG32(0x40004000u)
#define UART0_STATE     REG32(0x40004004u)
#define UART0_CTRL      REG32(0x40004008u)
#define UART0_INTSTATUS REG32(0x4000400cu)

#define UART_STATE_TXFULL  (1u << 0)
#define UART_STATE_RXFULL  (1u << 1)
#define UART_CTRL_RX_INTEN (1u << 3)
#define UART_INT_RX        (1u << 1)

void board_uart0_rx_handler(void)
{
    UART0_INTSTATUS = UART_INT_RX;
    while ((UART0_STATE & UART_STATE_RXFULL) != 0) {
        ring_put((uint8_t)UART0_DATA);
    }
}

void board_console_init(board_console_filter *filter)
{
    ring_set_filter(filter);
    UART0_CTRL = UART0_CTRL | UART_CTRL_RX_INTEN;
    NVIC_ISER0 = 1u << BOARD_UART0_RX_IRQ;

    // A byte that came before the interrupt was enabled raises none.
    const uint32_t state = board_irq_disable();
    board_uart0_rx_handler();
    board_irq_restore(state);
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
        while ((UART0_STATE & UART_STATE_TXFULL) != 0) {
        }
        UART0_DATA = (uint8_t)text[i];
    }
}
