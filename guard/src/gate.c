// SPDX-License-Identifier: MIT
#include "mpsec/gate.h"

// How much is swallowed between two looks at the clock. Without a limit, a host that sends fast
// enough could keep the application from ever starting again.
enum { SWALLOW_MAX = 64 };

static void swallow(const struct mpsec_port *port)
{
    for (int i = 0; i < SWALLOW_MAX; i++) {
        if (port->console_read() < 0) {
            return;
        }
    }
}

uint32_t mpsec_gate_pause(struct mpsec_gate *gate, uint32_t now_ms)
{
    const uint32_t ran_ms = now_ms - gate->released_ms;

    if (gate->pause_ms == 0 || ran_ms >= MPSEC_GATE_HEALTHY_MS) {
        gate->pause_ms = MPSEC_GATE_PAUSE_MIN_MS;
    } else if (gate->pause_ms >= MPSEC_GATE_PAUSE_MAX_MS / 2) {
        gate->pause_ms = MPSEC_GATE_PAUSE_MAX_MS;
    } else {
        gate->pause_ms *= 2;
    }
    return gate->pause_ms;
}

void mpsec_gate_keep(struct mpsec_gate *gate, const struct mpsec_port *port)
{
    const uint32_t start_ms = port->ticks_ms();
    const uint32_t pause_ms = mpsec_gate_pause(gate, start_ms);

    while (port->ticks_ms() - start_ms < pause_ms) {
        swallow(port);
        port->idle();
    }
    gate->released_ms = port->ticks_ms();
}
