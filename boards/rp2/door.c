// SPDX-License-Identifier: MIT
// door.c - what the service door needs of a Pico besides: to send.
#include "py/mphal.h"
#include "rp2/board.h"
#include "shared/tinyusb/mp_usbd.h"

enum { PATIENCE_MS = 500 };

// Not through the port: it would run other scheduled work in the middle of an answer.
void rp2_console_write(const char *text, size_t size)
{
    const uint32_t start = mp_hal_ticks_ms();
    while (size > 0 && mp_hal_ticks_ms() - start < PATIENCE_MS) {
        const uint32_t sent = tud_cdc_write(text, size);
        tud_cdc_write_flush();
        text += sent;
        size -= sent;
        mp_usbd_task();
    }
}
