// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "flash_contracts.h"
#include "receipt_contracts.h"
#include "seal_contracts.h"

#define IS_PART(i, bytes, count) (parts[i].data == (bytes) && parts[i].size == (count))
// The part for a key's second root: none, or all of it.
#define LMS_PART(i)                                                                                \
    (parts[FIXED_PARTS + (i)].size == 0 ||                                                         \
     ((i) < policy->key_count && parts[FIXED_PARTS + (i)].size == MPSEC_LMS_PUBLIC_SIZE &&         \
      parts[FIXED_PARTS + (i)].data == policy->keys[i].lms && policy->keys[i].lms != NULL))

#include "receipt.c"

static void derive_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE])
REQUIRES(DEVICE_OK(device) && __CPROVER_w_ok(out, MPSEC_CHIP_KEY_SIZE))
ASSIGNS_BYTES(out, MPSEC_CHIP_KEY_SIZE)
;

static uint32_t place_of(const struct mpsec_device *device, uint32_t slot)
REQUIRES(DEVICE_HERE(device) && slot < MPSEC_SLOTS)
ASSIGNS()
ENSURES(RESULT == device->layout.receipts + (slot == 0 ? 0 : device->flash->sector_size))
;

#define ANY_POLICY(device)                                                                         \
    const struct mpsec_span whole = any_object();                                                  \
    SOME_KEYS((device).policy);                                                                    \
    ANY_CLASSES((device).policy, whole)
#define ANY_SUBJECT(subject)                                                                       \
    const uint8_t digest[MPSEC_SHA256_SIZE];                                                       \
    const struct mpsec_receipt_subject subject = {nondet_u32(), nondet_u32(), digest}

void prove_derive_key(void)
{
    ANY_DEVICE(device);
    ANY_POLICY(device);
    uint8_t out[MPSEC_CHIP_KEY_SIZE];
    derive_key(&device, out);
}

void prove_place_of(void)
{
    ANY_DEVICE(device);
    (void)place_of(&device, nondet_u32());
}

void prove_mpsec_receipt_read(void)
{
    ANY_DEVICE(device);
    uint8_t out[MPSEC_RECEIPT_SIZE];
    (void)mpsec_receipt_read(&device, nondet_u32(), out);
}

void prove_mpsec_receipt_make(void)
{
    ANY_DEVICE(device);
    ANY_POLICY(device);
    ANY_SUBJECT(subject);
    const uint32_t left[MPSEC_LAUNCH_ROUNDS];
    uint8_t out[MPSEC_RECEIPT_SIZE];
    mpsec_receipt_make(&device, &subject, left, out);
}

void prove_mpsec_receipt_write(void)
{
    ANY_DEVICE(device);
    ANY_POLICY(device);
    ANY_SUBJECT(subject);
    const struct mpsec_launch launch;
    mpsec_receipt_write(&device, &subject, &launch);
}
