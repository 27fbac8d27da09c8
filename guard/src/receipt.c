// SPDX-License-Identifier: MIT
#include "mpsec/receipt.h"

#include "mpsec/lms.h"
#include "mpsec/secret.h"

enum { FIXED_PARTS = 5 };

// The key for receipts of what this firmware trusts: they do not outlive a change of it. Numbers
// and the key table go in as they lie in memory, where the rows hold addresses too: a receipt is
// read by the chip that wrote it, and another build of the firmware costs one slow boot.
static void derive_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    static const uint8_t label[] = {'m', 'p', 's', 'e', 'c', '-', 'r', 'e',
                                    'c', 'e', 'i', 'p', 't', '-', '1'};
    const struct mpsec_policy *policy = &device->policy;
    const uint32_t rules[] = {policy->revoked, policy->roles, policy->signers};
    struct mpsec_span parts[FIXED_PARTS + MPSEC_KEYS_MAX] = {
        {label, sizeof label},
        {(const uint8_t *)rules, sizeof rules},
        policy->vendor_id,
        policy->class_id,
        {(const uint8_t *)policy->keys, policy->key_count * sizeof *policy->keys},
    };
    for (size_t i = 0; i < policy->key_count && i < MPSEC_KEYS_MAX; i++) {
        const uint8_t *lms = policy->keys[i].lms;
        parts[FIXED_PARTS + i] = (struct mpsec_span){lms, lms == NULL ? 0 : MPSEC_LMS_PUBLIC_SIZE};
    }
    (void)mpsec_secret_chip_key(device, out);
    mpsec_derive((struct mpsec_span){out, MPSEC_CHIP_KEY_SIZE}, parts, sizeof parts / sizeof *parts,
                 out);
}

static uint32_t place_of(const struct mpsec_device *device, uint32_t slot)
{
    return device->layout.receipts + slot * device->flash->sector_size;
}

bool mpsec_receipt_read(const struct mpsec_device *device, uint32_t slot,
                        uint8_t out[MPSEC_RECEIPT_SIZE])
{
    const struct mpsec_flash *flash = device->flash;
    const uint32_t at = place_of(device, slot);
    return device->layout.receipts != 0 && mpsec_secret_has_key(device) &&
           !mpsec_flash_is_blank(flash, at, MPSEC_RECEIPT_SIZE) &&
           flash->read(flash->context, at, out, MPSEC_RECEIPT_SIZE);
}

void mpsec_receipt_make(const struct mpsec_device *device,
                        const struct mpsec_receipt_subject *subject,
                        const uint32_t left[MPSEC_LAUNCH_ROUNDS], uint8_t out[MPSEC_RECEIPT_SIZE])
{
    uint8_t key[MPSEC_CHIP_KEY_SIZE];
    derive_key(device, key);
    const uint32_t words[] = {subject->slot, subject->counter, left[0], left[1]};
    const struct mpsec_span parts[] = {{(const uint8_t *)words, sizeof words},
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
    // A fault that leaves one of the rounds out leaves ones there, which no clean round does.
    uint32_t left[MPSEC_LAUNCH_ROUNDS];
    volatile uint32_t *put = left;
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        put[round] = UINT32_MAX;
        put[round] = mpsec_launch_apart(launch, round);
    }
    mpsec_receipt_make(device, subject, left, bytes);
    for (size_t i = MPSEC_RECEIPT_SIZE; i < sizeof bytes; i++) {
        bytes[i] = flash->erased;
    }
    const size_t size = flash->granule > MPSEC_RECEIPT_SIZE ? flash->granule : MPSEC_RECEIPT_SIZE;
    const bool written =
        flash->erase(flash->context, at) && flash->program(flash->context, at, bytes, size);
    (void)written; // else the next boot checks the signature again, and comes back here
}
