// SPDX-License-Identifier: MIT
#include "device.h"

volatile uint32_t fault_given[2];

// Never executed: the emulator stops in front of it.
__attribute__((noinline)) void fault_end(void)
{
    for (;;) {
    }
}
