// SPDX-License-Identifier: MIT
// no_prompt.c - a firmware without a prompt: behind the gate there is nothing.
#include "prompt.h"
#include "shared/runtime/pyexec.h"

int mpsec_prompt_friendly(void)
{
    return PYEXEC_FORCED_EXIT;
}

int mpsec_prompt_raw(void)
{
    return PYEXEC_FORCED_EXIT;
}

void mpsec_prompt_set_interrupt_char(int c)
{
    (void)c;
}
