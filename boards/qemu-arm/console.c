// SPDX-License-Identifier: MIT
// console.c - receives from UART0, a CMSDK APB UART, by interrupt into a ring.
//
// The port's own uart.c polls the data register and so never sees an interrupt character while
// a program runs. Sending stays with the port.
#include "board.h"
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

enum { RING_SIZE = 4096 }; // a power of two, so that the indices may run on

static struct {
    uint8_t bytes[RING_SIZE];
    volatile uint32_t written; // only the interrupt changes it
    volatile uint32_t read;    // only board_console_read() changes it
    board_console_filter *filter;
} ring;

void board_uart0_rx_handler(void)
{
    UART0_INTSTATUS = UART_INT_RX;
    while ((UART0_STATE & UART_STATE_RXFULL) != 0) {
        const uint8_t byte = (uint8_t)UART0_DATA;
        if (ring.filter != NULL && ring.filter(byte)) {
            continue;
        }
        // A full ring drops what comes, as the ring of a typical board does. To hold the byte in
        // the UART instead would hide every interrupt character behind it.
        const uint32_t written = ring.written;
        if (written - ring.read < RING_SIZE) {
            ring.bytes[written % RING_SIZE] = byte;
            ring.written = written + 1;
        }
    }
}

void board_console_init(board_console_filter *filter)
{
    ring.filter = filter;
    UART0_CTRL = UART0_CTRL | UART_CTRL_RX_INTEN;
    NVIC_ISER0 = 1u << BOARD_UART0_RX_IRQ;

    // A byte that came before the interrupt was enabled raises none.
    const uint32_t state = board_irq_disable();
    board_uart0_rx_handler();
    board_irq_restore(state);
}

bool board_console_is_readable(void)
{
    return ring.written != ring.read;
}

int board_console_read(void)
{
    const uint32_t read = ring.read;
    if (ring.written == read) {
        return -1;
    }
    const uint8_t byte = ring.bytes[read % RING_SIZE];
    ring.read = read + 1;
    return byte;
}

void board_console_write(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        while ((UART0_STATE & UART_STATE_TXFULL) != 0) {
        }
        UART0_DATA = (uint8_t)text[i];
    }
}
