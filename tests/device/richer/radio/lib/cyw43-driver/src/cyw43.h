// SPDX-License-Identifier: MIT
// cyw43.h - under the name that the port's main.c asks for: what that file calls of a radio's
// driver, by a radio that is not there. The driver is no part of a release archive of MicroPython.
#ifndef CYW43_H
#define CYW43_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { CYW43_AUTH_WPA2_AES_PSK = 1, NAME_SIZE = 32, PASSWORD_SIZE_MAX = 64 };

typedef struct {
    uint32_t auth;
    uint8_t name_size;
    uint8_t password_size;
    uint8_t name[NAME_SIZE];
    uint8_t password[PASSWORD_SIZE_MAX];
} cyw43_t;

extern cyw43_t cyw43_state;

void cyw43_init(cyw43_t *radio);
void cyw43_post_poll_hook(void);

// Inline, as in the driver: there is no function to wrap.
static inline void cyw43_wifi_ap_set_ssid(cyw43_t *radio, size_t size, const uint8_t *name)
{
    radio->name_size = (uint8_t)(size < NAME_SIZE ? size : NAME_SIZE);
    memcpy(radio->name, name, radio->name_size);
}

static inline void cyw43_wifi_ap_set_auth(cyw43_t *radio, uint32_t auth)
{
    radio->auth = auth;
}

static inline void cyw43_wifi_ap_set_password(cyw43_t *radio, size_t size, const uint8_t *password)
{
    radio->password_size = (uint8_t)(size < PASSWORD_SIZE_MAX ? size : PASSWORD_SIZE_MAX);
    memcpy(radio->password, password, radio->password_size);
}

#endif
