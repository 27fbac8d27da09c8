// SPDX-License-Identifier: MIT
#include "ring.h"

enum { RING_SIZE = 4096 }; // a power of two, so that the indices may run on

static struct {
    uint8_t bytes[RING_SIZE];
    volatile uint32_t written; // only ring_put() changes it
    volatile uint32_t read;    // only ring_get() changes it
    board_console_filter *filter;
} ring;

void ring_set_filter(board_console_filter *filter)
{
    ring.filter = filter;
}

void ring_put(uint8_t byte)
{
    if (ring.filter != NULL && ring.filter(byte)) {
        return;
    }
    const uint32_t written = ring.written;
    if (written - ring.read < RING_SIZE) {
        ring.bytes[written % RING_SIZE] = byte;
        ring.written = written + 1;
    }
}

bool ring_is_empty(void)
{
    return ring.written == ring.read;
}

int ring_get(void)
{
    const uint32_t read = ring.read;
    if (ring.written == read) {
        return -1;
    }
    const uint8_t byte = ring.bytes[read % RING_SIZE];
    ring.read = read + 1;
    return byte;
}
