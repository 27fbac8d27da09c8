// SPDX-License-Identifier: MIT
// console.c - receives from the NS16550 by interrupt into a ring, as boards/qemu-arm does.
//
// The port's own uart.c polls and so never sees an interrupt character while a program runs.
// Sending stays with the port.
#include "qemu-arm/board.h"
#include "virt.h"

enum { RING_SIZE = 4096 }; // a power of two, so that the indices may run on

static struct {
    uint8_t bytes[RING_SIZE];
    volatile uint32_t written; // only the interrupt changes it
    volatile uint32_t read;    // only board_console_read() changes it
    board_console_filter *filter;
} ring;

static void receive(uint8_t byte)
{
    if (ring.filter != NULL && ring.filter(byte)) {
        return;
    }
    // A full ring drops what comes, as the ring of a typical board does.
    const uint32_t written = ring.written;
    if (written - ring.read < RING_SIZE) {
        ring.bytes[written % RING_SIZE] = byte;
        ring.written = written + 1;
    }
}

void board_outside_handler(void)
{
    const uint32_t source = PLIC_CLAIM;
    if (source == PLIC_UART0) {
        while ((REG8(UART0_LSR) & UART_LSR_RX) != 0) {
            receive(REG8(UART0_DATA));
        }
    }
    if (source != 0) {
        PLIC_CLAIM = source;
    }
}

void board_console_init(board_console_filter *filter)
{
    ring.filter = filter;
    PLIC_PRIORITY(PLIC_UART0) = 1;
    PLIC_THRESHOLD = 0;
    PLIC_ENABLE = 1u << PLIC_UART0;
    REG8(UART0_IER) = UART_IER_RX;
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
        while ((REG8(UART0_LSR) & UART_LSR_SENT) == 0) {
        }
        REG8(UART0_DATA) = (uint8_t)text[i];
    }
}
