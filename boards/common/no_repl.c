// SPDX-License-Identifier: MIT
// no_repl.c - what stands where the prompt was when the compiler is off and no gate is chosen.
//
// Without a compiler, shared/runtime/pyexec.c leaves both functions out and no port links. They
// must not be in board_main.c: --wrap does not reach callers in the defining file, and the gate
// would silently never be entered.
#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/pyexec.h"

#if !MICROPY_ENABLE_COMPILER
enum { RESTART_PAUSE_MS = 1000 };

int pyexec_friendly_repl(void)
{
    mp_hal_delay_ms(RESTART_PAUSE_MS);
    return PYEXEC_FORCED_EXIT;
}

int pyexec_raw_repl(void)
{
    return pyexec_friendly_repl();
}
#endif
