// mpsec/gate.h - what stands where the prompt stood.
//
// The gate takes what comes in on the console and says nothing: no prompt, no echo, no answer. It
// is reached when the application ended, so its second task is to bring the application back. It
// waits before it does: an application that dies at once must not wear out the flash, nor make
// the device spin, and one that ran well for a long time should be back soon.
#ifndef MPSEC_GATE_H
#define MPSEC_GATE_H

#include <stdint.h>

#include "mpsec/port.h"

#define MPSEC_GATE_PAUSE_MIN_MS 1000u
#define MPSEC_GATE_PAUSE_MAX_MS 32000u
#define MPSEC_GATE_HEALTHY_MS   60000u // an application that ran this long starts afresh

// All zero at power-on. It must outlive soft resets, or every pause is the shortest.
struct mpsec_gate {
    uint32_t released_ms; // when the application was last let go
    uint32_t pause_ms;    // the last pause; 0 before the first
};

// Works out the pause for an application that ended at `now_ms`: the shortest at first, then twice
// the last one up to the longest, and the shortest again after a healthy run.
uint32_t mpsec_gate_pause(struct mpsec_gate *gate, uint32_t now_ms);

// Keeps the gate for one pause. Returns when the application is to be started again.
void mpsec_gate_keep(struct mpsec_gate *gate, const struct mpsec_port *port);

#endif
