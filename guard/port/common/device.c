// SPDX-License-Identifier: MIT
// device.c - slots, journal and keys of each device that speaks common/board.h: qemu-arm,
// qemu-riscv, unix.
//
// The keys come with the build: mpsec_keys.h defines MPSEC_KEYS, the rows of the key table, and
// MPSEC_CLASS_ID, the bytes of the class id. The flash is a file of the host that anybody can
// exchange while the device runs, so the application is copied to RAM.
#include "mpsec/device.h"
#include "common/board.h"
#include "mpsec_keys.h"
#include <flash_layout.h>

// A door in front of an application that is part of the firmware has nothing to copy.
#if MPSEC_APP
enum { RAM_SIZE = 128 * 1024 };
static uint8_t application[RAM_SIZE];
#else
enum { RAM_SIZE = 0 };
static uint8_t *const application = NULL;
#endif

enum { ATTEMPTS = 3, STEP = 100 };

static bool read_flash(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    (void)context;
    return board_flash_read(offset, out, size);
}

static bool program_flash(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
{
    (void)context;
    return board_flash_program(offset, bytes, size);
}

static bool erase_flash(void *context, uint32_t offset)
{
    (void)context;
    return board_flash_erase(offset, FLASH_SECTOR_SIZE);
}

static const uint8_t *map_flash(void *context, uint32_t offset, size_t size)
{
    (void)context;
    const bool inside = offset <= FLASH_SIZE && size <= FLASH_SIZE - offset;
    return inside ? (const uint8_t *)(uintptr_t)(FLASH_ADDRESS + offset) : NULL;
}

static const struct mpsec_flash flash = {
    .sector_size = FLASH_SECTOR_SIZE,
    .granule = FLASH_GRANULE,
    .erased = 0xff,
    .read = read_flash,
    .program = program_flash,
    .erase = erase_flash,
    .map = map_flash,
};

static bool chip_id(uint8_t out[MPSEC_CHIP_ID_SIZE])
{
    return board_chip_id(out);
}

static bool chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    return board_chip_key(out);
}

// The host's noise, spread over as many numbers as are asked for in one start. The clock goes in
// for a reset, after which the noise is the same again.
static bool chip_random(uint8_t *out, size_t size)
{
    static uint32_t block;
    uint8_t noise[BOARD_CHIP_NOISE_SIZE], bytes[MPSEC_SHA256_SIZE];
    if (!board_chip_noise(noise)) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (i % sizeof bytes == 0) {
            const uint32_t now[] = {block++, board_ticks_us()};
            const struct mpsec_span part = {(const uint8_t *)now, sizeof now};
            mpsec_hmac_sha256((struct mpsec_span){noise, sizeof noise}, &part, 1, bytes);
        }
        out[i] = bytes[i % sizeof bytes];
    }
    mpsec_wipe(noise, sizeof noise);
    mpsec_wipe(bytes, sizeof bytes);
    return true;
}

static const struct mpsec_chip chip = {chip_id, chip_random, chip_key};

static const struct mpsec_key keys[] = {MPSEC_KEYS};
static const uint8_t class_id[MPSEC_CLASS_ID_SIZE] = {MPSEC_CLASS_ID};

extern const struct mpsec_device mpsec_device;
const struct mpsec_device mpsec_device = {
    .flash = &flash,
    .chip = &chip,
    .layout = {.slots = {FLASH_SLOT_A_OFFSET, FLASH_SLOT_B_OFFSET},
               .slot_size = FLASH_SLOT_SIZE,
               .journal = FLASH_JOURNAL_OFFSET,
               .tally = FLASH_TALLY_OFFSET,
               .receipts = FLASH_RECEIPTS_OFFSET,
               .secrets = FLASH_SECRETS_OFFSET,
               .secrets_size = FLASH_SECRETS_SIZE},
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
