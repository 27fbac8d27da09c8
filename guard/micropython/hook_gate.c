// SPDX-License-Identifier: MIT
// hook_gate.c - puts the gate where the prompt stood.
//
// Wraps pyexec_friendly_repl and pyexec_raw_repl, which only main.c calls. The same wrap serves a
// build without a compiler, where pyexec.c leaves both out: a reference to a name that is wrapped
// never needs the name itself.
#include "door.h"
#include "mpsec/gate.h"
#include "prompt.h"
#include "py/runtime.h"
#include "shared/runtime/pyexec.h"

int __wrap_pyexec_friendly_repl(void);
int __wrap_pyexec_raw_repl(void);

static struct mpsec_gate gate;

// The gate swallows what comes in; the door has listened before it, and answers meanwhile.
static void idle(void)
{
    mpsec_port.idle();
    mpsec_door_serve();
}

static int keep(int (*prompt)(void))
{
    const struct mpsec_port port = {
        mpsec_port.ticks_ms, mpsec_port.console_read, idle, NULL, NULL, NULL};
    if (!mpsec_door_opens_prompt()) {
        mpsec_gate_keep(&gate, &port);
    }
    if (mpsec_door_opens_prompt()) {
        return prompt();
    }

    // In raw mode the port would start again without main.py (see pyexec_mode_kind in main.c).
    pyexec_mode_kind = PYEXEC_MODE_FRIENDLY_REPL;
    return PYEXEC_FORCED_EXIT;
}

int __wrap_pyexec_friendly_repl(void)
{
    return keep(mpsec_prompt_friendly);
}

int __wrap_pyexec_raw_repl(void)
{
    return keep(mpsec_prompt_raw);
}
