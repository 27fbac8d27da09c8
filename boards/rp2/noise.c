// SPDX-License-Identifier: MIT
// noise.c - takes the bits, and tests them: what hangs shows the same one for longer than noise
// would.
#include "rp2/noise.h"

#include <string.h>

#include "hardware/structs/rosc.h"
#include "pico/time.h"

enum {
    BITS_IN_BYTE = 8,
    // Noise of a tenth of a bit in each stays the same that long once in a million times
    // (NIST SP 800-90B, 4.4.1).
    SAME_MAX = 200,
};

bool rp2_noise_take(uint8_t *raw, size_t size)
{
    uint32_t last = 2;
    unsigned same = 0;
    memset(raw, 0, size);
    for (size_t i = 0; i < size * BITS_IN_BYTE; i++) {
        busy_wait_us_32(1);
        const uint32_t bit = rosc_hw->randombit & 1u;
        same = bit == last ? same + 1 : 0;
        if (same >= SAME_MAX) {
            return false;
        }
        last = bit;
        raw[i / BITS_IN_BYTE] |= (uint8_t)(bit << i % BITS_IN_BYTE);
    }
    return true;
}
