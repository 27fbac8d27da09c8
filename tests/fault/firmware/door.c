// SPDX-License-Identifier: MIT
// door.c - the service door as shipped: a request and an answer come in on the console.
#include "mpsec/unlock.h"

#include <string.h>

#include "device.h"
#include "world.h"

static struct mpsec_unlock door;
static char reply[MPSEC_UNLOCK_REPLY_MAX];

static bool load(struct mpsec_unlock_record *record)
{
    memcpy(record, (const void *)WORLD_STORE_AT, sizeof *record);
    return true;
}

static bool store(const struct mpsec_unlock_record *record)
{
    memcpy((void *)WORLD_CONTROLLER_AT, record, sizeof *record);
    return true;
}

static bool random_bytes(uint8_t *out, size_t size)
{
    memcpy(out, (const void *)WORLD_NONCE_AT, size);
    return true;
}

static uint32_t ticks_ms(void)
{
    return 0;
}

static const struct mpsec_unlock_port port = {load, store, random_bytes, ticks_ms};

static __attribute__((noinline)) void ask(void)
{
    fault_given[0] = (uint32_t)mpsec_unlock_allows(&door, MPSEC_SCOPE_PROMPT);
    fault_end();
}

__attribute__((section(".fault_main"))) void fault_main(void)
{
    struct mpsec_unlock_config config = {
        .port = &port,
        .keys = (const struct mpsec_key *)WORLD_KEYS_AT,
        .key_count = 2,
        .scopes = MPSEC_SCOPE_PROMPT,
    };
    memcpy(config.device_id, (const void *)WORLD_DEVICE_AT, sizeof config.device_id);
    memcpy(config.application, (const void *)WORLD_RUNS_AT, sizeof config.application);
    mpsec_unlock_start(&door, &config);
    for (const char *line = (const char *)WORLD_LINES_AT; *line != '\0'; line++) {
        (void)mpsec_unlock_byte(&door, &config, (uint8_t)*line, reply);
    }
    ask();
}
