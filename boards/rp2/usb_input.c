// SPDX-License-Identifier: MIT
// usb_input.c - what TinyUSB received, passed on whole.
//
// Takes the place of tud_cdc_rx_cb(), which TinyUSB calls when something came. Upstream's leaves
// the rest with TinyUSB while its own buffer is full, so whoever fills it makes the console deaf:
// this one drops what nobody reads, as a serial line does, and the service door hears every byte.
// Upstream's own file calls upstream's function only after that has left something.
#include "py/mphal.h"
#include "py/runtime.h"
#include "rp2/console.h"
#include "shared/runtime/interrupt_char.h"
#include "shared/tinyusb/mp_usbd.h"

void __wrap_tud_cdc_rx_cb(uint8_t itf);

static bool keyboard_filter(uint8_t byte)
{
    if (byte != mp_interrupt_char) {
        return false;
    }
    stdin_ringbuf.iget = stdin_ringbuf.iput = 0;
    mp_sched_keyboard_interrupt();
    return true;
}

void __wrap_tud_cdc_rx_cb(uint8_t itf)
{
    static bool started;
    if (!started) {
        started = true;
        board_console_init(keyboard_filter);
    }
    while (tud_cdc_n_available(itf) > 0) {
        rp2_console_put((uint8_t)tud_cdc_n_read_char(itf));
    }
}
