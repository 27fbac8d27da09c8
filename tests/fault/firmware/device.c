// SPDX-License-Identifier: MIT
#include "device.h"

#include <string.h>

#include "world.h"

uint8_t fault_image_ram[WORLD_SLOT_SIZE];

static const uint8_t *store(void)
{
    return (const uint8_t *)WORLD_STORE_AT;
}

static uint8_t *controller(void)
{
    return (uint8_t *)WORLD_CONTROLLER_AT;
}

static bool read_bytes(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    (void)context;
    memcpy(out, store() + offset, size);
    return true;
}

static bool program_bytes(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        controller()[offset + i] &= bytes[i];
    }
    return true;
}

static bool erase_sector(void *context, uint32_t offset)
{
    (void)context;
    if (offset % WORLD_SECTOR != 0) {
        return false; // as the ports do
    }
    memset(controller() + offset, 0xff, WORLD_SECTOR);
    return true;
}

static const uint8_t *map_bytes(void *context, uint32_t offset, size_t size)
{
    (void)context;
    (void)size;
    return store() + offset;
}

static const struct mpsec_flash flash = {
    .sector_size = WORLD_SECTOR,
    .granule = WORLD_GRANULE,
    .erased = 0xff,
    .read = read_bytes,
    .program = program_bytes,
    .erase = erase_sector,
    .map = map_bytes,
};

#ifdef FAULT_CHIP // a chip with a key: it keeps receipts
static bool chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    memcpy(out, (const void *)WORLD_CHIP_KEY_AT, MPSEC_CHIP_KEY_SIZE);
    return true;
}

static const struct mpsec_chip chip = {.key = chip_key};
#endif

const struct mpsec_device fault_device = {
    .flash = &flash,
#ifdef FAULT_CHIP
    .chip = &chip,
    .layout = {.slots = {0, WORLD_SLOT_1},
               .slot_size = WORLD_SLOT_SIZE,
               .journal = WORLD_JOURNAL,
               .receipts = WORLD_RECEIPTS},
#else
    .layout = {.slots = {0, WORLD_SLOT_1}, .slot_size = WORLD_SLOT_SIZE, .journal = WORLD_JOURNAL},
#endif
    .policy = {.keys = (const struct mpsec_key *)WORLD_KEYS_AT,
               .key_count = 2,
               .roles = MPSEC_ROLE_RELEASE,
               .signers = 1,
               .class_id = {(const uint8_t *)WORLD_CLASS_AT, MPSEC_CLASS_ID_SIZE}},
    .attempts = 3,
    .step = 100,
    .ram = fault_image_ram,
    .ram_size = sizeof fault_image_ram,
};
