// SPDX-License-Identifier: MIT
// chip.c - what tells one Pico from another, and its noise.
//
// Of the ring oscillator's bits sixteen are taken for each that is given, and hashed.
#include <string.h>

#include "mpsec/crypto.h"
#include "pico/time.h"
#include "pico/unique_id.h"
#include "rp2/board.h"
#include "rp2/noise.h"

enum { RAW_SIZE = MPSEC_SHA256_SIZE * 16 };

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

bool rp2_chip_random(uint8_t *out, size_t size)
{
    static uint32_t block;
    uint8_t raw[RAW_SIZE], bytes[MPSEC_SHA256_SIZE];
    bool good = true;
    for (size_t i = 0; good && i < size; i++) {
        if (i % sizeof bytes == 0) {
            good = rp2_noise_take(raw, sizeof raw);
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
