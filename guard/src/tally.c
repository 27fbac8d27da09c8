// SPDX-License-Identifier: MIT
#include "mpsec/tally.h"

#include "mpsec/bytes.h"
#include "mpsec/journal.h"
#include "mpsec/number.h"

// A journal keeps a number that only rises and two tags of eight bytes. Here the number is the
// attempts, and the tags are the other two counts, with four bytes of 0 behind each (§7).
static bool open(const struct mpsec_device *device, struct mpsec_journal *journal)
{
    if (device->layout.tally == 0) {
        return false;
    }
    mpsec_journal_open(journal, device->flash, device->layout.tally);
    return true;
}

bool mpsec_tally_load(const struct mpsec_device *device, struct mpsec_unlock_record *record)
{
    struct mpsec_journal journal;
    // What reads differently at the next boot would let the counts fall back.
    if (!open(device, &journal) || !mpsec_journal_settle(&journal)) {
        return false;
    }
    record->attempts = journal.state.floor;
    record->failures = mpsec_get_u32(journal.state.active_tag);
    record->openings = mpsec_get_u32(journal.state.candidate_tag);
    return true;
}

bool mpsec_tally_store(const struct mpsec_device *device, const struct mpsec_unlock_record *record)
{
    struct mpsec_journal journal;
    struct mpsec_state state = {.phase = MPSEC_SLOT_NONE, .floor = record->attempts};
    mpsec_put_u32(state.active_tag, record->failures);
    mpsec_put_u32(state.candidate_tag, record->openings);
    return open(device, &journal) && state.floor >= journal.state.floor &&
           mpsec_journal_append(&journal, &state);
}
