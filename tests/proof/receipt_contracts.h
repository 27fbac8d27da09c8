// receipt_contracts.h - what guard/src/receipt.c promises its callers.
#ifndef RECEIPT_CONTRACTS_H
#define RECEIPT_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "device_contracts.h"
#include "launch_contracts.h"
#include "mpsec/receipt.h"

#define SUBJECT_OK(subject)                                                                        \
    (__CPROVER_r_ok(subject, sizeof *(subject)) && (subject)->slot < MPSEC_SLOTS &&                \
     __CPROVER_r_ok((subject)->digest, MPSEC_SHA256_SIZE))

bool mpsec_receipt_read(const struct mpsec_device *device, uint32_t slot,
                        uint8_t out[MPSEC_RECEIPT_SIZE])
REQUIRES(DEVICE_HERE(device) && slot < MPSEC_SLOTS && __CPROVER_w_ok(out, MPSEC_RECEIPT_SIZE))
ASSIGNS_BYTES(out, MPSEC_RECEIPT_SIZE)
ENSURES(!RESULT || device->layout.receipts != 0)
;

void mpsec_receipt_make(const struct mpsec_device *device,
                        const struct mpsec_receipt_subject *subject,
                        const uint32_t left[MPSEC_LAUNCH_ROUNDS], uint8_t out[MPSEC_RECEIPT_SIZE])
REQUIRES(DEVICE_OK(device) && SUBJECT_OK(subject))
REQUIRES(__CPROVER_r_ok(left, MPSEC_LAUNCH_ROUNDS * sizeof *left))
REQUIRES(__CPROVER_w_ok(out, MPSEC_RECEIPT_SIZE))
ASSIGNS_BYTES(out, MPSEC_RECEIPT_SIZE)
;

void mpsec_receipt_write(const struct mpsec_device *device,
                         const struct mpsec_receipt_subject *subject,
                         const struct mpsec_launch *launch)
REQUIRES(DEVICE_OK(device) && SUBJECT_OK(subject) && __CPROVER_r_ok(launch, sizeof *launch))
ASSIGNS()
;

#endif
