// SPDX-License-Identifier: MIT
// radio.c - the radio that is not there (cyw43.h).
#include "lib/cyw43-driver/src/cyw43.h"

cyw43_t cyw43_state;

void cyw43_init(cyw43_t *radio)
{
    (void)radio;
}

void cyw43_irq_init(void)
{
}

void cyw43_post_poll_hook(void)
{
}
