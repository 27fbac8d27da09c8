// mpsec/port.h - everything the guard asks of the world. Each target fills one of these.
#ifndef MPSEC_PORT_H
#define MPSEC_PORT_H

#include <stdint.h>

struct mpsec_port {
    // Milliseconds since power-on; wraps around.
    uint32_t (*ticks_ms)(void);
    // Takes one byte that arrived on the console, or returns -1 if there is none. Never waits.
    int (*console_read)(void);
    // Waits for something to happen, but not for long: a few milliseconds at most.
    void (*idle)(void);
};

// The port of the target this was built for.
extern const struct mpsec_port mpsec_port;

#endif
