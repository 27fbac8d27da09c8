// SPDX-License-Identifier: MIT
#include "mpsec/tally.h"

#include "mpsec/bytes.h"
#include "mpsec/journal.h"

enum { BYTE_BITS = 8 };

// A journal keeps a number that only rises and two tags of eight bytes. Here the number is the
// attempts, and the tags are the other two counts (§7).
static void put_count(uint8_t tag[MPSEC_IMAGE_TAG_SIZE], uint32_t count)
{
    for (unsigned i = 0; i < MPSEC_IMAGE_TAG_SIZE; i++) {
        tag[i] = (uint8_t)(i < sizeof count ? count >> (BYTE_BITS * i) : 0);
    }
}

static uint32_t get_count(const uint8_t tag[MPSEC_IMAGE_TAG_SIZE])
{
    struct mpsec_reader r = mpsec_reader_of((struct mpsec_span){tag, MPSEC_IMAGE_TAG_SIZE});
    return mpsec_read_u32(&r);
}

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
    record->failures = get_count(journal.state.active_tag);
    record->openings = get_count(journal.state.candidate_tag);
    return true;
}

bool mpsec_tally_store(const struct mpsec_device *device, const struct mpsec_unlock_record *record)
{
    struct mpsec_journal journal;
    struct mpsec_state state = {.phase = MPSEC_SLOT_NONE, .floor = record->attempts};
    put_count(state.active_tag, record->failures);
    put_count(state.candidate_tag, record->openings);
    return open(device, &journal) && state.floor >= journal.state.floor &&
           mpsec_journal_append(&journal, &state);
}
