// journal_contracts.h - what guard/src/journal.c and slots.c promise their callers.
#ifndef JOURNAL_CONTRACTS_H
#define JOURNAL_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "device_contracts.h"
#include "mpsec/journal.h"

// No sector holds more records than this.
#define RECORDS_MAX (SECTOR_MAX / (MPSEC_JOURNAL_BODY_SIZE + MPSEC_JOURNAL_MARK_SIZE))
#define JOURNAL_HERE(journal)                                                                      \
    (WRITABLE(journal) && FLASH_OK((journal)->flash) &&                                            \
     SECTORS_AT((journal)->offset, (journal)->flash))
#define JOURNAL_SANE(journal)                                                                      \
    ((journal)->state.active < MPSEC_SLOTS && (journal)->sector < MPSEC_JOURNAL_SECTORS &&         \
     (journal)->keep <= MPSEC_JOURNAL_SECTORS && (journal)->next <= RECORDS_MAX)
#define JOURNAL_OK(journal) (JOURNAL_HERE(journal) && JOURNAL_SANE(journal))

// The floor that mpsec_journal_append() read before it wrote (loops.txt).
static uint32_t noted_again;

// The newest record of each sector, noted; to whom it does not matter it is not there.
#ifdef NOTES_WHAT_IS_NEWEST
static struct mpsec_state noted_newest[MPSEC_JOURNAL_SECTORS];
static uint32_t noted_erased; // the sector that was erased for the next record
#define IS_NEWEST(journal, sector)                                                                 \
    ((journal)->state.sequence == noted_newest[sector].sequence &&                                 \
     (journal)->state.floor == noted_newest[sector].floor &&                                       \
     (journal)->state.active == noted_newest[sector].active &&                                     \
     (journal)->state.phase == noted_newest[sector].phase)
#define IS_NEW(state) ((state).sequence == 0 && (state).floor == 0 && (state).active == 0)
// Of no sector is a newer record left aside, and the state is that of a record, or of a new device.
#define NOTES_NEWEST(journal)                                                                      \
    ASSIGNS(noted_newest)                                                                          \
    ENSURES((journal)->state.sequence >= noted_newest[0].sequence)                                 \
    ENSURES((journal)->state.sequence >= noted_newest[1].sequence)                                 \
    ENSURES(IS_NEWEST(journal, 0) || IS_NEWEST(journal, 1) || IS_NEW((journal)->state))
#define MAY_OPEN ASSIGNS(noted_newest, noted_erased)
#else
#define NOTES_NEWEST(journal)
#define MAY_OPEN
#endif

void mpsec_journal_open(struct mpsec_journal *journal, const struct mpsec_flash *flash,
                        uint32_t offset)
REQUIRES(WRITABLE(journal) && FLASH_OK(flash) && SECTORS_AT(offset, flash))
ASSIGNS(*journal)
ENSURES(SAME(journal->flash, flash) && journal->offset == offset)
ENSURES(JOURNAL_SANE(journal))
NOTES_NEWEST(journal)
;

#define SAME_STATE(a, b)                                                                           \
    ((a).floor == (b).floor && (a).active == (b).active && (a).phase == (b).phase &&               \
     (a).attempts == (b).attempts)
#define KEEPS_PLACE(journal)                                                                       \
    ENSURES(SAME((journal)->flash, OLD((journal)->flash)))                                         \
    ENSURES((journal)->offset == OLD((journal)->offset) && JOURNAL_SANE(journal))
#define KEEPS_STATE(journal)                                                                       \
    ((journal)->state.floor == OLD((journal)->state.floor) &&                                      \
     (journal)->state.active == OLD((journal)->state.active) &&                                    \
     (journal)->state.phase == OLD((journal)->state.phase) &&                                      \
     (journal)->state.attempts == OLD((journal)->state.attempts))

// The state is the new one or the old one. Nothing is written below the floor that another
// reading finds (noted), and the number of a record only rises.
bool mpsec_journal_append(struct mpsec_journal *journal, const struct mpsec_state *state)
REQUIRES(JOURNAL_OK(journal) && __CPROVER_r_ok(state, sizeof *state))
REQUIRES(state->active < MPSEC_SLOTS)
ASSIGNS(*journal, noted_again)
MAY_OPEN
KEEPS_PLACE(journal)
ENSURES(!RESULT || (SAME_STATE(journal->state, *state) && state->floor >= noted_again))
ENSURES(!RESULT || OLD(journal->broken) > RECORDS_MAX ||
        journal->state.sequence > OLD(journal->state.sequence))
ENSURES(RESULT || KEEPS_STATE(journal))
;

bool mpsec_journal_settle(struct mpsec_journal *journal)
REQUIRES(JOURNAL_OK(journal))
ASSIGNS(*journal, noted_again)
MAY_OPEN
KEEPS_PLACE(journal)
ENSURES(KEEPS_STATE(journal))
;

#endif
