// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"
#include "mpsec/gate.h"

// The port's functions (assumed.table).
uint32_t port_ticks_ms(void)
ASSIGNS()
;

int port_console_read(void)
ASSIGNS()
;

void port_idle(void)
ASSIGNS()
;

#define PORT_OK(port)                                                                              \
    (__CPROVER_r_ok(port, sizeof *(port)) && (port)->ticks_ms == port_ticks_ms &&                  \
     (port)->console_read == port_console_read && (port)->idle == port_idle)
#define IS_PAUSE(ms) ((ms) >= MPSEC_GATE_PAUSE_MIN_MS && (ms) <= MPSEC_GATE_PAUSE_MAX_MS)

#include "gate.c"

static void swallow(const struct mpsec_port *port)
REQUIRES(PORT_OK(port))
ASSIGNS()
;

// Never none, never longer than the longest, and never shorter than the last one unless the
// application ran well.
uint32_t mpsec_gate_pause(struct mpsec_gate *gate, uint32_t now_ms)
REQUIRES(WRITABLE(gate))
ASSIGNS(gate->pause_ms)
ENSURES(RESULT == gate->pause_ms)
ENSURES(IS_PAUSE(RESULT) || (OLD(gate->pause_ms) != 0 && !IS_PAUSE(OLD(gate->pause_ms))))
ENSURES(RESULT >= OLD(gate->pause_ms) || now_ms - gate->released_ms >= MPSEC_GATE_HEALTHY_MS ||
        OLD(gate->pause_ms) > MPSEC_GATE_PAUSE_MAX_MS)
;

void mpsec_gate_keep(struct mpsec_gate *gate, const struct mpsec_port *port)
REQUIRES(WRITABLE(gate) && PORT_OK(port))
ASSIGNS(*gate)
;

struct mpsec_gate nondet_gate(void);

#define ANY_PORT(port)                                                                             \
    struct mpsec_port port;                                                                        \
    port.ticks_ms = port_ticks_ms;                                                                 \
    port.console_read = port_console_read;                                                         \
    port.idle = port_idle

void prove_swallow(void)
{
    ANY_PORT(port);
    swallow(&port);
}

void prove_mpsec_gate_pause(void)
{
    struct mpsec_gate gate = nondet_gate();
    (void)mpsec_gate_pause(&gate, nondet_u32());
}

void prove_mpsec_gate_keep(void)
{
    ANY_PORT(port);
    struct mpsec_gate gate = nondet_gate();
    mpsec_gate_keep(&gate, &port);
}
