// SPDX-License-Identifier: MIT
// device.c - slots, journal and keys of a Raspberry Pi Pico (boards/rp2).
//
// The keys come with the build: mpsec_keys.h defines MPSEC_KEYS and MPSEC_CLASS_ID. The chip has an
// identity, but no key and no place for one. An application of up to RAM_SIZE runs from RAM, a
// larger one from the flash, which somebody at its bus can exchange behind the check.
#include "mpsec/device.h"
#include "mpsec_keys.h"
#include "rp2/board.h"
#include "rp2/flash.h"
#include "rp2/flash_layout.h"

enum { ATTEMPTS = 3, STEP = 100 };

// A door in front of an application that is part of the firmware has nothing to copy.
#if MPSEC_APP
enum { RAM_SIZE = 32 * 1024 };
static uint8_t application[RAM_SIZE];
#else
enum { RAM_SIZE = 0 };
static uint8_t *const application = NULL;
#endif

static const uint8_t *map_flash(void *context, uint32_t offset, size_t size)
{
    (void)context;
    return rp2_flash_at(offset, size);
}

static bool read_flash(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    const uint8_t *from = map_flash(context, offset, size);
    for (size_t i = 0; from != NULL && i < size; i++) {
        out[i] = from[i];
    }
    return from != NULL;
}

static bool program_flash(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
{
    (void)context;
    return rp2_flash_program(offset, bytes, size);
}

static bool erase_flash(void *context, uint32_t offset)
{
    (void)context;
    return rp2_flash_erase(offset);
}

static const struct mpsec_flash flash = {
    .sector_size = FLASH_SECTOR_OF_SLOTS,
    .granule = FLASH_GRANULE_OF_SLOTS,
    .erased = 0xff,
    .read = read_flash,
    .program = program_flash,
    .erase = erase_flash,
    .map = map_flash,
};

static bool chip_id(uint8_t out[MPSEC_CHIP_ID_SIZE])
{
    return rp2_chip_id(out);
}

static bool chip_random(uint8_t *out, size_t size)
{
    return rp2_chip_random(out, size);
}

static const struct mpsec_chip chip = {chip_id, chip_random, NULL};

static const struct mpsec_key keys[] = {MPSEC_KEYS};
static const uint8_t class_id[MPSEC_CLASS_ID_SIZE] = {MPSEC_CLASS_ID};

extern const struct mpsec_device mpsec_device;
const struct mpsec_device mpsec_device = {
    .flash = &flash,
    .chip = &chip,
    .layout = {.slots = {FLASH_SLOT_A_OFFSET, FLASH_SLOT_B_OFFSET},
               .slot_size = FLASH_SLOT_SIZE,
               .journal = FLASH_JOURNAL_OFFSET,
               .tally = FLASH_TALLY_OFFSET},
    .policy = {.keys = keys,
               .key_count = sizeof keys / sizeof keys[0],
               .roles = MPSEC_ROLE_RELEASE,
               .signers = 1,
               .class_id = {class_id, sizeof class_id}},
    .attempts = ATTEMPTS,
    .step = STEP,
    .ram = application,
    .ram_size = RAM_SIZE,
};
