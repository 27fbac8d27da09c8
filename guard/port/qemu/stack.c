// SPDX-License-Identifier: MIT
// stack.c - what -fstack-protector asks of a device: a value that nobody guesses, and an end.
//
// Wraps board_init(), the first call of a main() that never returns: a function that is entered
// before the value changes must not return after it.
#include "common/board.h"
#include "mpsec/port.h"

#include <string.h>

void __real_board_init(void);
void __wrap_board_init(void) __attribute__((no_stack_protector));
void __stack_chk_fail(void) __attribute__((noreturn));

// Until the chip's noise is there. A byte of zero stops what copies text.
#define FIRST_GUARD 0x5af10300u

extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = FIRST_GUARD;

void __stack_chk_fail(void)
{
    board_reset();
}

void __wrap_board_init(void)
{
    uint8_t noise[BOARD_CHIP_NOISE_SIZE];
    __real_board_init();
    if (board_chip_noise(noise)) {
        // Not the bytes that the door's numbers begin with.
        memcpy(&__stack_chk_guard, noise + sizeof noise - sizeof __stack_chk_guard,
               sizeof __stack_chk_guard);
    }
}
