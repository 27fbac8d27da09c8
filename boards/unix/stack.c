// SPDX-License-Identifier: MIT
// stack.c - the end of a stack that was overrun: the device starts anew, as any other does.
//
// The word that is compared lies with the thread, and is fresh at each start: the C library takes
// it from the kernel. Its own end, which this one stands for, would leave no device.
#include "common/board.h"

void __stack_chk_fail(void) __attribute__((noreturn));

void __stack_chk_fail(void)
{
    board_reset();
}
