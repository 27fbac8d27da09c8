// SPDX-License-Identifier: MIT
// chip.c - what tells one Pico from another, and its noise.
//
// The ring oscillator's bits are neither independent nor balanced: sixteen are taken for each that
// is given, and hashed. What hangs shows the same bit for longer than any noise would.
#include <string.h>

#include "hardware/structs/rosc.h"
#include "mpsec/crypto.h"
#include "pico/time.h"
#include "pico/unique_id.h"
#include "rp2/board.h"

enum {
    BITS_IN_BYTE = 8,
    RAW_SIZE = MPSEC_SHA256_SIZE * 16,
    // Noise of a tenth of a bit in each stays the same that long once in a million times
    // (NIST SP 800-90B, 4.4.1).
    SAME_MAX = 200,
};

static bool is_one_byte(const uint8_t *bytes, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        if (bytes[i] != bytes[0]) {
            return false;
        }
    }
    return true;
}

bool rp2_chip_id(uint8_t out[RP2_CHIP_ID_SIZE])
{
    pico_unique_board_id_t id;
    pico_get_unique_board_id(&id);
    memset(out, 0, RP2_CHIP_ID_SIZE);
    memcpy(out, id.id, sizeof id.id);
    return !is_one_byte(id.id, sizeof id.id);
}

static bool take_noise(uint8_t raw[RAW_SIZE])
{
    uint32_t last = 2;
    unsigned same = 0;
    memset(raw, 0, RAW_SIZE);
    for (size_t i = 0; i < (size_t)RAW_SIZE * BITS_IN_BYTE; i++) {
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

bool rp2_chip_random(uint8_t *out, size_t size)
{
    static uint32_t block;
    uint8_t raw[RAW_SIZE], bytes[MPSEC_SHA256_SIZE];
    bool good = true;
    for (size_t i = 0; good && i < size; i++) {
        if (i % sizeof bytes == 0) {
            good = take_noise(raw);
            const uint32_t now[] = {block++, time_us_32()};
            const struct mpsec_span part = {(const uint8_t *)now, sizeof now};
            mpsec_hmac_sha256((struct mpsec_span){raw, sizeof raw}, &part, 1, bytes);
        }
        out[i] = bytes[i % sizeof bytes];
    }
    mpsec_wipe(raw, sizeof raw);
    mpsec_wipe(bytes, sizeof bytes);
    return good;
}
