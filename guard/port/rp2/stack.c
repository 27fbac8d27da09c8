// SPDX-License-Identifier: MIT
// stack.c - what -fstack-protector asks of a Pico: a value that nobody guesses, and an end.
//
// Wraps main(), which only the start-up code calls and which never returns: a function that is
// entered before the value changes must not return after it. Until then the SDK's own start runs
// with a value that everybody can read, as it does where the oscillator is stuck.
#include <stdint.h>

#include "rp2/board.h"
#include "rp2/noise.h"

// A byte of zero stops what copies text.
#define FIRST_GUARD 0x5af10300u

// The mixing of FNV-1a: each byte reaches the whole word but its lowest bits, which the end folds.
#define MIX_START 0x811c9dc5u
#define MIX_PRIME 0x01000193u

enum { RAW_SIZE = 64 }; // sixteen bits of noise for one of the value

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv) __attribute__((no_stack_protector));
void __stack_chk_fail(void) __attribute__((noreturn));

extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = FIRST_GUARD;

void __stack_chk_fail(void)
{
    rp2_restart();
}

int __wrap_main(int argc, char **argv)
{
    uint8_t raw[RAW_SIZE];
    if (rp2_noise_take(raw, sizeof raw)) {
        uint32_t mixed = MIX_START;
        for (size_t i = 0; i < sizeof raw; i++) {
            mixed = (mixed ^ raw[i]) * MIX_PRIME;
        }
        __stack_chk_guard = mixed ^ mixed >> 16;
    }
    return __real_main(argc, argv);
}
