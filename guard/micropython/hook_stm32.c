// SPDX-License-Identifier: MIT
// hook_stm32.c - keeps the gate on ports/stm32 when the compiler is left out.
//
// There main.c leaves the prompt's loop out as well and starts again at once: a board whose
// application ends would spin and wear its flash. boardctrl_start_soft_reset, which main.c calls
// on this way and boardctrl.c defines, is where the gate stands then.
void __real_boardctrl_start_soft_reset(void *state);
void __wrap_boardctrl_start_soft_reset(void *state);
int __wrap_pyexec_friendly_repl(void); // hook_gate.c

void __wrap_boardctrl_start_soft_reset(void *state)
{
    (void)__wrap_pyexec_friendly_repl();
    __real_boardctrl_start_soft_reset(state);
}
