// SPDX-License-Identifier: MIT
// no_protect.c - memory stays as the reset left it: ctl.memory-protection was not chosen.
#include "protect.h"

bool mpsec_memory_protect(void)
{
    return true;
}
