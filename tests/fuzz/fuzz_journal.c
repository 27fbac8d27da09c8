// SPDX-License-Identifier: MIT
// Whatever the journal's sectors hold, reading it ends, and what is written then is read back.
#include "mpsec/journal.h"
#include "mpsec/slots.h"

#include "memory_flash.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void fill(struct memory_flash *memory, const uint8_t *data, size_t size)
{
    static const struct {
        uint32_t sector, granule;
    } geometries[] = {{256, 1}, {512, 8}, {1024, 32}, {2048, 256}};
    const size_t i = size == 0 ? 0 : data[0] % 4U;
    memory_flash_init(memory, 2 * geometries[i].sector, geometries[i].sector,
                      geometries[i].granule);
    const size_t most = memory->size < size ? memory->size : size;
    for (size_t at = 1; at < most; at++) {
        memory->bytes[at - 1U] = data[at];
        if (data[at] != memory->flash.erased) {
            memory->programmed[(at - 1U) / memory->flash.granule] = true;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct memory_flash memory;
    struct mpsec_journal journal;
    fill(&memory, data, size);
    mpsec_journal_open(&journal, &memory.flash, 0);
    const struct mpsec_state found = journal.state;
    demand(found.active <= 1 && found.attempts <= 127);

    // A state can be settled unless its number is one of the last there are.
    if (!mpsec_journal_settle(&journal)) {
        demand(found.sequence > UINT32_MAX - 100000U);
        return 0;
    }
    struct mpsec_journal again;
    mpsec_journal_open(&again, &memory.flash, 0);
    demand(again.settled && again.state.floor == found.floor && again.state.phase == found.phase &&
           again.state.active == found.active);

    struct mpsec_state next = again.state;
    const bool raised = mpsec_slot_confirm(&next, next.active, UINT32_MAX);
    demand(raised == (next.floor == UINT32_MAX && found.phase != MPSEC_SLOT_TRIAL) ||
           found.floor == UINT32_MAX);
    if (mpsec_journal_append(&again, &next)) {
        mpsec_journal_open(&journal, &memory.flash, 0);
        demand(journal.state.floor == next.floor && journal.state.sequence > found.sequence);
    }
    demand(memory.broken_rules == 0);
    return 0;
}
