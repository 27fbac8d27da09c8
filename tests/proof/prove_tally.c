// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "journal_contracts.h"
#include "mpsec/tally.h"

#include "tally.c"

static bool open(const struct mpsec_device *device, struct mpsec_journal *journal)
REQUIRES(DEVICE_HERE(device) && WRITABLE(journal))
ASSIGNS(*journal)
ENSURES(!RESULT || (SAME(journal->flash, device->flash) && JOURNAL_SANE(journal)))
ENSURES(!RESULT || journal->offset == device->layout.tally)
;

bool mpsec_tally_load(const struct mpsec_device *device, struct mpsec_unlock_record *record)
REQUIRES(DEVICE_HERE(device) && WRITABLE(record))
ASSIGNS(*record, noted_again)
;

// Attempts that were counted are never taken back.
bool mpsec_tally_store(const struct mpsec_device *device, const struct mpsec_unlock_record *record)
REQUIRES(DEVICE_HERE(device) && __CPROVER_r_ok(record, sizeof *record))
ASSIGNS(noted_again)
ENSURES(!RESULT || record->attempts >= noted_again)
;

void prove_open(void)
{
    ANY_DEVICE(device);
    struct mpsec_journal journal;
    (void)open(&device, &journal);
}

void prove_mpsec_tally_load(void)
{
    ANY_DEVICE(device);
    struct mpsec_unlock_record record;
    (void)mpsec_tally_load(&device, &record);
}

void prove_mpsec_tally_store(void)
{
    ANY_DEVICE(device);
    const struct mpsec_unlock_record record;
    (void)mpsec_tally_store(&device, &record);
}
