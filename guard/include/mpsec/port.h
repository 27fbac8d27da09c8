// mpsec/port.h - everything the guard asks of the world. Each target fills one of these.
#ifndef MPSEC_PORT_H
#define MPSEC_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mpsec_port {
    // Milliseconds since power-on; wraps around.
    uint32_t (*ticks_ms)(void);
    // Takes one byte that arrived on the console, or returns -1 if there is none. Never waits.
    int (*console_read)(void);
    // Waits for something to happen, but not for long: a few milliseconds at most.
    void (*idle)(void);
    // What a service door needs besides; NULL where there is none.
    // Sends to the console, whatever keeps the application's output from it.
    void (*console_write)(const char *text, size_t size);
    bool (*erase_data)(void); // the data filesystem, which nobody must use any more
    void (*restart)(void);    // the whole device
};

// The port of the target this was built for.
extern const struct mpsec_port mpsec_port;

#endif
