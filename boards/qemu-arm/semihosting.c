// SPDX-License-Identifier: MIT
// semihosting.c - keeps the port from asking the debugger for services.
//
// The port's start-up code opens the debugger's console and its exit() ends the emulator. A device
// has no debugger on it: the first would fault and the second would let a program reach the host.
// Both are replaced with --wrap, so QEMU runs without -semihosting.
#include "common/board.h"

void __wrap_mp_semihosting_init(void);
void __wrap_mp_semihosting_exit(int status);

void __wrap_mp_semihosting_init(void)
{
}

void __wrap_mp_semihosting_exit(int status)
{
    (void)status;
    board_reset();
}
