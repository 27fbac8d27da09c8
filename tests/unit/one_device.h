// one_device.h - a device with a flash in memory and one key, for the tests of the guard.
#ifndef ONE_DEVICE_H
#define ONE_DEVICE_H

#include "mpsec/admit.h"
#include "mpsec/slots.h"

#include "memory_flash.h"
#include "signed_image.h"

enum {
    DEVICE_SECTOR = 4096,
    DEVICE_SLOT_SIZE = 2 * DEVICE_SECTOR,
    DEVICE_ATTEMPTS = 3,
    DEVICE_STEP = 100,
    DEVICE_TALLY = 6 * DEVICE_SECTOR,
    DEVICE_RECEIPTS = 8 * DEVICE_SECTOR,
    DEVICE_SECRETS = 10 * DEVICE_SECTOR,
    DEVICE_SECTORS = 11,
};

static const uint8_t device_class[MPSEC_CLASS_ID_SIZE] = {0xc1, 0xa5, 0x5e, 0x51};

struct one_device {
    struct memory_flash memory;
    struct mpsec_key known;
    EVP_PKEY *key;
    uint8_t ram[SIGNED_IMAGE_MAX];
    struct mpsec_device device;
};

static inline void one_device_make(struct one_device *one)
{
    memory_flash_init(&one->memory, DEVICE_SECTORS * DEVICE_SECTOR, DEVICE_SECTOR, 8);
    one->key = make_key(&one->known);
    one->device = (struct mpsec_device){
        .flash = &one->memory.flash,
        .layout = {.slots = {0, DEVICE_SLOT_SIZE},
                   .slot_size = DEVICE_SLOT_SIZE,
                   .journal = 2 * DEVICE_SLOT_SIZE},
        .policy = {.keys = &one->known,
                   .key_count = 1,
                   .roles = MPSEC_ROLE_RELEASE,
                   .signers = 1,
                   .class_id = {device_class, sizeof device_class}},
        .attempts = DEVICE_ATTEMPTS,
        .step = DEVICE_STEP,
        .ram = one->ram,
        .ram_size = sizeof one->ram,
    };
}

static inline bool one_chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    memset(out, 0x4b, MPSEC_CHIP_KEY_SIZE);
    return true;
}

static inline bool other_chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    memset(out, 0x4c, MPSEC_CHIP_KEY_SIZE);
    return true;
}

static const struct mpsec_chip one_chip = {.key = one_chip_key};
static const struct mpsec_chip other_chip = {.key = other_chip_key};

// Gives it a chip with a key, and the places in flash that need one.
static inline void one_device_add_chip(struct one_device *one)
{
    one->device.chip = &one_chip;
    one->device.layout.tally = DEVICE_TALLY;
    one->device.layout.receipts = DEVICE_RECEIPTS;
    one->device.layout.secrets = DEVICE_SECRETS;
    one->device.layout.secrets_size = DEVICE_SECTOR;
}

static inline void one_device_release(struct one_device *one)
{
    EVP_PKEY_free(one->key);
}

static inline void one_device_image(struct one_device *one, const char *payload, uint32_t counter,
                                    struct signed_image *image)
{
    make_image(&(struct image_wish){payload, counter, device_class, one->key, &one->known}, image);
}

// Puts an image into a slot as a programmer would, past the guard.
static inline void one_device_write(struct one_device *one, uint32_t slot,
                                    const struct signed_image *image)
{
    memset(one->memory.bytes + slot * DEVICE_SLOT_SIZE, 0xff, DEVICE_SLOT_SIZE);
    memcpy(one->memory.bytes + slot * DEVICE_SLOT_SIZE, image->bytes, image->size);
}

static inline void one_device_install(struct one_device *one, uint32_t slot, const char *payload,
                                      uint32_t counter)
{
    struct signed_image image;
    one_device_image(one, payload, counter, &image);
    one_device_write(one, slot, &image);
}

// Writes a state into the journal.
static inline bool one_device_set(struct one_device *one, const struct mpsec_state *state)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, one->device.flash, one->device.layout.journal);
    return mpsec_journal_append(&journal, state);
}

static inline struct mpsec_state one_device_state(struct one_device *one)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, one->device.flash, one->device.layout.journal);
    return journal.state;
}

#endif
