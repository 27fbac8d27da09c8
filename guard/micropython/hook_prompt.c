// SPDX-License-Identifier: MIT
// hook_prompt.c - the prompt that was kept in the firmware for a technician.
//
// Only hook_gate.c comes here, and only while the door is open for it.
#include "prompt.h"

#include "door.h"
#include "py/runtime.h"
#include "shared/runtime/interrupt_char.h"
#include "shared/runtime/pyexec.h"

int __real_pyexec_friendly_repl(void);
int __real_pyexec_raw_repl(void);

// The prompt reads Ctrl-C as a key. One that still waits to be raised would find nobody to catch
// it.
static void take_keys(void)
{
    mp_interrupt_char = -1;
    MP_STATE_MAIN_THREAD(mp_pending_exception) = MP_OBJ_NULL;
}

// Not by the function of that name, which ctl.no-keyboard-interrupt leaves out.
void mpsec_prompt_set_interrupt_char(int c)
{
    if (mpsec_door_opens_prompt()) {
        mp_interrupt_char = c;
    }
}

int mpsec_prompt_friendly(void)
{
    take_keys();
    return __real_pyexec_friendly_repl();
}

int mpsec_prompt_raw(void)
{
    take_keys();
    return __real_pyexec_raw_repl();
}
