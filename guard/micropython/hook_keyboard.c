// SPDX-License-Identifier: MIT
// hook_keyboard.c - no byte on the console interrupts a program.
//
// Wraps mp_hal_set_interrupt_char, which pyexec.c calls before each script and Python calls as
// micropython.kbd_intr(). The interrupt character keeps its first value, -1: no byte equals it.
// Whoever may type at the prompt behind the service door may also interrupt what he typed.
#include "prompt.h"
#include "shared/runtime/interrupt_char.h"

void __wrap_mp_hal_set_interrupt_char(int c);

void __wrap_mp_hal_set_interrupt_char(int c)
{
    mpsec_prompt_set_interrupt_char(c);
}
