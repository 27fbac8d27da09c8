// SPDX-License-Identifier: MIT
// Whatever comes in on the console, a door whose key nobody holds stays shut and every reply is a
// whole line.
#include "mpsec/unlock.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mpsec_unlock_record stored;
static uint32_t now_ms;

static bool load(struct mpsec_unlock_record *record)
{
    *record = stored;
    return true;
}

static bool store(const struct mpsec_unlock_record *record)
{
    stored = *record;
    return true;
}

static bool random_bytes(uint8_t *out, size_t size)
{
    memset(out, 0x5a, size);
    return true;
}

static uint32_t ticks_ms(void)
{
    now_ms += 1000;
    return now_ms;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mpsec_unlock_port port = {load, store, random_bytes, ticks_ms};
    // The point is the curve's generator, whose private key, 1, is in nobody's corpus.
    static const struct mpsec_key key = {
        .point = {0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
                  0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1,
                  0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f,
                  0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57,
                  0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5},
        .roles = MPSEC_ROLE_SERVICE,
    };
    struct mpsec_unlock_config config = {.port = &port, .keys = &key, .key_count = 1};
    struct mpsec_unlock door;
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    config.scopes = MPSEC_SCOPE_LOG | MPSEC_SCOPE_READ;
    stored = (struct mpsec_unlock_record){0};
    now_ms = 0;
    mpsec_unlock_start(&door, &config);
    for (size_t i = 0; i < size; i++) {
        const size_t said = mpsec_unlock_byte(&door, &config, data[i], reply);
        if (mpsec_unlock_is_open(&door) || !mpsec_unlock_is_closed(&door) ||
            (said > 0 && (strlen(reply) != said || reply[said - 1] != '\n'))) {
            abort();
        }
    }
    return 0;
}
