// default_password.h - forced into the port's main.c, which gives the access point of a CYW43 radio
// a password that is the same in every device, and has no macro for it.
//
// The call goes elsewhere and the text is not even compiled. Until the application sets a password
// of its own, the access point has one that nobody knows, another at each start.
#ifndef RP2_DEFAULT_PASSWORD_H
#define RP2_DEFAULT_PASSWORD_H

#if MICROPY_PY_NETWORK_CYW43

#include "py/runtime.h"

// Behind py/, as in the port's own files.
#include "lib/cyw43-driver/src/cyw43.h"

uint32_t rosc_random_u32(void); // of the port's main.c

static inline void rp2_set_random_password(cyw43_t *radio)
{
    enum { PASSWORD_SIZE = 63 }; // the most that WPA2 takes
    uint8_t password[PASSWORD_SIZE];
    for (size_t i = 0; i < sizeof password; i++) {
        password[i] = (uint8_t) "0123456789abcdef"[rosc_random_u32() % 16];
    }
    cyw43_wifi_ap_set_password(radio, sizeof password, password);
}

#define cyw43_wifi_ap_set_password(radio, size, known) rp2_set_random_password(radio)

#endif
#endif
