// SPDX-License-Identifier: MIT
#include "mpsec/receipt.h"

#include "mpsec/lms.h"
#include "mpsec/secret.h"

enum {
    WORD_SIZE = 4,
    FIXED_PARTS = 5,
    BYTE_BITS = 8,
    WORDS = 2 + MPSEC_LAUNCH_ROUNDS, // slot, counter, what each round left
};

static void put_u32(uint8_t out[WORD_SIZE], uint32_t value)
{
    for (unsigned i = 0; i < WORD_SIZE; i++) {
        out[i] = (uint8_t)(value >> (BYTE_BITS * i));
    }
}

// The key for receipts of what this firmware trusts: they do not outlive a change of it. The key
// table goes in as it lies in memory, where the rows hold addresses too: then another build of the
// firmware costs one slow boot.
static void derive_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    static const uint8_t label[] = {'m', 'p', 's', 'e', 'c', '-', 'r', 'e',
                                    'c', 'e', 'i', 'p', 't', '-', '1'};
    const struct mpsec_policy *policy = &device->policy;
    uint8_t rules[3 * WORD_SIZE];
    struct mpsec_span parts[FIXED_PARTS + MPSEC_KEYS_MAX] = {
        {label, sizeof label},
        {rules, sizeof rules},
        policy->vendor_id,
        policy->class_id,
        {(const uint8_t *)policy->keys, policy->key_count * sizeof *policy->keys},
    };
    put_u32(rules, policy->revoked);
    put_u32(rules + WORD_SIZE, policy->roles);
    put_u32(rules + 2 * WORD_SIZE, policy->signers);
    for (size_t i = 0; i < policy->key_count && i < MPSEC_KEYS_MAX; i++) {
        const uint8_t *lms = policy->keys[i].lms;
        parts[FIXED_PARTS + i] = (struct mpsec_span){lms, lms == NULL ? 0 : MPSEC_LMS_PUBLIC_SIZE};
    }
    (void)mpsec_secret_chip_key(device, out);
    mpsec_derive((struct mpsec_span){out, MPSEC_CHIP_KEY_SIZE}, parts,
                 sizeof parts / sizeof *parts, out);
}

static uint32_t place_of(const struct mpsec_device *device, uint32_t slot)
{
    return device->layout.receipts + slot * device->flash->sector_size;
}

bool mpsec_receipt_read(const struct mpsec_device *device, uint32_t slot,
                        uint8_t out[MPSEC_RECEIPT_SIZE])
{
    const struct mpsec_flash *flash = device->flash;
    if (device->layout.receipts == 0 || !mpsec_secret_has_key(device) ||
        !flash->read(flash->context, place_of(device, slot), out, MPSEC_RECEIPT_SIZE)) {
        return false;
    }
    for (size_t i = 0; i < MPSEC_RECEIPT_SIZE; i++) {
        if (out[i] != flash->erased) {
            return true;
        }
    }
    return false;
}

void mpsec_receipt_make(const struct mpsec_device *device,
                        const struct mpsec_receipt_subject *subject,
                        const struct mpsec_launch *launch, uint8_t out[MPSEC_RECEIPT_SIZE])
{
    uint8_t key[MPSEC_CHIP_KEY_SIZE], words[WORDS * WORD_SIZE];
    derive_key(device, key);
    for (size_t i = 0; i < sizeof words; i++) {
        words[i] = UINT8_MAX;
    }
    put_u32(words, subject->slot);
    put_u32(words + WORD_SIZE, subject->counter);
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        // A fault that leaves one of these out leaves 0xff there, which no clean round does.
        put_u32(words + (2 + round) * WORD_SIZE,
                launch == NULL ? 0 : mpsec_launch_apart(launch, round));
    }
    const struct mpsec_span parts[] = {{words, sizeof words},
                                       {subject->digest, MPSEC_SHA256_SIZE}};
    mpsec_hmac_sha256((struct mpsec_span){key, sizeof key}, parts, 2, out);
    mpsec_wipe(key, sizeof key);
}

void mpsec_receipt_write(const struct mpsec_device *device,
                         const struct mpsec_receipt_subject *subject,
                         const struct mpsec_launch *launch)
{
    const struct mpsec_flash *flash = device->flash;
    const uint32_t at = place_of(device, subject->slot);
    uint8_t bytes[MPSEC_GRANULE_MAX];
    if (device->layout.receipts == 0 || !mpsec_secret_has_key(device)) {
        return;
    }
    mpsec_receipt_make(device, subject, launch, bytes);
    for (size_t i = MPSEC_RECEIPT_SIZE; i < sizeof bytes; i++) {
        bytes[i] = flash->erased;
    }
    const size_t size = flash->granule > MPSEC_RECEIPT_SIZE ? flash->granule : MPSEC_RECEIPT_SIZE;
    const bool written = flash->erase(flash->context, at) &&
                         flash->program(flash->context, at, bytes, size);
    (void)written; // else the next boot checks the signature again, and comes back here
}
