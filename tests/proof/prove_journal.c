// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define READS_WHAT_IS_PUT
#define NOTES_WHAT_IS_NEWEST
#include "flash_contracts.h"
#include "journal_contracts.h"
#include "slots_contracts.h"

// Whole granules for a body and for a mark, told without a division, and `count` records one behind
// the other, told without a multiplication.
#define BODY_ROOM(flash) ((flash)->granule <= 32 ? 32U : (flash)->granule)
#define MARK_ROOM(flash) ((flash)->granule <= 4 ? 4U : (flash)->granule)
#define ROOM(flash)      (BODY_ROOM(flash) + MARK_ROOM(flash))
#define PLACES(flash, count)                                                                       \
    ((flash)->granule <= 4     ? ((count) << 5) + ((count) << 2)                                   \
     : (flash)->granule == 8   ? ((count) << 5) + ((count) << 3)                                   \
     : (flash)->granule == 16  ? ((count) << 5) + ((count) << 4)                                   \
     : (flash)->granule == 32  ? (count) << 6                                                      \
     : (flash)->granule == 64  ? (count) << 7                                                      \
     : (flash)->granule == 128 ? (count) << 8                                                      \
                               : (count) << 9)
#define SECTOR_OF(journal, number)                                                                 \
    ((journal)->offset + ((number) == 0 ? 0U : (journal)->flash->sector_size))
// There is such a position in a sector; and where it is.
#define IS_POSITION(flash, position)                                                               \
    ((position) < RECORDS_MAX && PLACES(flash, (position) + 1U) <= (flash)->sector_size)
#define IN_JOURNAL(journal, at, size)                                                              \
    ((at) >= (journal)->offset &&                                                                  \
     (at) - (journal)->offset <= 2 * (journal)->flash->sector_size - (size))
#define IN_SECTOR(journal, sector, at)                                                             \
    ((at) >= SECTOR_OF(journal, sector) &&                                                         \
     (at) - SECTOR_OF(journal, sector) <= (journal)->flash->sector_size - ROOM((journal)->flash))
#define CAN_READ(journal) (__CPROVER_r_ok(journal, sizeof *(journal)) &&                           \
                           FLASH_OK((journal)->flash) &&                                           \
                           SECTORS_AT((journal)->offset, (journal)->flash))
#define IS_PHASE(phase)                                                                            \
    ((phase) == MPSEC_SLOT_NONE || (phase) == MPSEC_SLOT_RECEIVING ||                              \
     (phase) == MPSEC_SLOT_STAGED || (phase) == MPSEC_SLOT_TRIAL || (phase) == MPSEC_SLOT_BAD)
#define U32_AT(bytes)                                                                              \
    ((uint32_t)(bytes)[0] | (uint32_t)(bytes)[1] << 8 | (uint32_t)(bytes)[2] << 16 |               \
     (uint32_t)(bytes)[3] << 24)
// What a body says, and what stays the same in a state that was not read.
#define SAYS(body, state)                                                                          \
    (U32_AT((body) + 4) == (state).sequence && U32_AT((body) + 8) == (state).floor &&              \
     (body)[2] == (state).phase && ((body)[3] & 1U) == (state).active &&                           \
     (body)[3] >> 1 == (state).attempts)
#define IS_STATE(state)                                                                            \
    ((state).sequence != 0 && (state).active < MPSEC_SLOTS && IS_PHASE((state).phase))
#define STATE_STAYS(state)                                                                         \
    ((state)->sequence == OLD((state)->sequence) && (state)->floor == OLD((state)->floor) &&       \
     (state)->active == OLD((state)->active) && (state)->phase == OLD((state)->phase))

#define NO_STATE(state) ((state).sequence == 0 && (state).floor == 0 && (state).active == 0)

#include "journal.c"

static uint32_t round_up(uint32_t size, uint32_t granule)
REQUIRES((size == 4 || size == 32) && IS_GRANULE(granule))
ASSIGNS()
ENSURES(RESULT == (granule <= size ? size : granule))
;

static uint32_t body_room(const struct mpsec_flash *flash)
REQUIRES(FLASH_OK(flash))
ASSIGNS()
ENSURES(RESULT == BODY_ROOM(flash))
;

static uint32_t record_room(const struct mpsec_flash *flash)
REQUIRES(FLASH_OK(flash))
ASSIGNS()
ENSURES(RESULT == ROOM(flash))
;

// As many records as there is room for, and not one more.
uint32_t mpsec_journal_capacity(const struct mpsec_flash *flash)
REQUIRES(FLASH_OK(flash))
ASSIGNS()
ENSURES(RESULT <= RECORDS_MAX && PLACES(flash, RESULT) <= flash->sector_size)
ENSURES(PLACES(flash, RESULT + 1U) > flash->sector_size)
;

static uint32_t sector_at(const struct mpsec_journal *journal, uint32_t sector)
REQUIRES(CAN_READ(journal) && sector < MPSEC_JOURNAL_SECTORS)
ASSIGNS()
ENSURES(RESULT == SECTOR_OF(journal, sector))
;

// A record lies in its sector, to its last byte.
static uint32_t record_at(const struct mpsec_journal *journal, uint32_t sector, uint32_t position)
REQUIRES(CAN_READ(journal) && sector < MPSEC_JOURNAL_SECTORS)
REQUIRES(IS_POSITION(journal->flash, position))
ASSIGNS()
ENSURES(RESULT == SECTOR_OF(journal, sector) + PLACES(journal->flash, position))
ENSURES(IN_SECTOR(journal, sector, RESULT) && IN_JOURNAL(journal, RESULT, ROOM(journal->flash)))
;

static uint32_t crc32(const uint8_t *bytes, size_t size)
REQUIRES(__CPROVER_r_ok(bytes, size))
ASSIGNS()
;

static uint8_t programmed(uint8_t erased)
ASSIGNS()
ENSURES(RESULT == (erased == 0 ? 0xff : 0))
;

static uint32_t mark_of(uint8_t erased)
ASSIGNS()
ENSURES(RESULT == (MARK | (erased == 0 ? 0xffU : 0U)))
;

static void write_body(const struct mpsec_state *state, uint8_t erased,
                       uint8_t out[MPSEC_JOURNAL_BODY_SIZE])
REQUIRES(__CPROVER_r_ok(state, sizeof *state) && __CPROVER_w_ok(out, MPSEC_JOURNAL_BODY_SIZE))
ASSIGNS_BYTES(out, MPSEC_JOURNAL_BODY_SIZE)
ENSURES(state->active >= MPSEC_SLOTS || state->attempts > ATTEMPTS_MAX || SAYS(out, *state))
;

static bool is_same(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
;

static bool is_phase(uint8_t phase)
ASSIGNS()
ENSURES(RESULT == IS_PHASE(phase))
;

// What is read is what the body says; a body that says nothing leaves the state alone.
static bool read_body(const uint8_t body[MPSEC_JOURNAL_BODY_SIZE], uint8_t erased,
                      struct mpsec_state *out)
REQUIRES(__CPROVER_r_ok(body, MPSEC_JOURNAL_BODY_SIZE) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(!RESULT || (IS_STATE(*out) && SAYS(body, *out)))
ENSURES(RESULT || STATE_STAYS(out))
;

#define AT_RECORD(journal, at) (CAN_READ(journal) && IN_JOURNAL(journal, at, ROOM((journal)->flash)))

static bool looks_blank(const struct mpsec_journal *journal, uint32_t offset)
REQUIRES(AT_RECORD(journal, offset))
ASSIGNS()
;

static bool is_blank(const struct mpsec_journal *journal, uint32_t offset)
REQUIRES(AT_RECORD(journal, offset))
ASSIGNS()
;

static bool is_marked(const struct mpsec_journal *journal, uint32_t offset)
REQUIRES(AT_RECORD(journal, offset))
ASSIGNS()
;

static bool read_record(const struct mpsec_journal *journal, uint32_t offset,
                        struct mpsec_state *out)
REQUIRES(AT_RECORD(journal, offset) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(!RESULT || IS_STATE(*out))
ENSURES(RESULT || STATE_STAYS(out))
;

// The newest record is none, or the one that was read last; it is firm only where it was marked.
static void view_sector(const struct mpsec_journal *journal, uint32_t sector,
                        struct sector_view *view)
REQUIRES(CAN_READ(journal) && sector < MPSEC_JOURNAL_SECTORS && WRITABLE(view))
ASSIGNS(*view)
ENSURES(NO_STATE(view->newest) || IS_STATE(view->newest))
ENSURES(view->next <= RECORDS_MAX && view->broken <= view->next)
ENSURES(!view->settled || (view->broken == 0 && view->firm == view->newest.sequence))
;

static bool program_and_compare(const struct mpsec_flash *flash, uint32_t offset,
                                struct mpsec_span content, uint32_t size)
REQUIRES(FLASH_OK(flash) && READABLE(content) && content.size <= size)
REQUIRES(size <= MPSEC_GRANULE_MAX && offset <= UINT32_MAX - size)
ASSIGNS()
;

static bool write_record(const struct mpsec_journal *journal, uint32_t offset,
                         const struct mpsec_state *state)
REQUIRES(AT_RECORD(journal, offset) && __CPROVER_r_ok(state, sizeof *state))
ASSIGNS()
;

// There is room for one record, and the sector that keeps the newest marked one is not erased.
static bool make_room(struct mpsec_journal *journal)
REQUIRES(JOURNAL_OK(journal))
ASSIGNS(journal->next, journal->sector, noted_erased)
ENSURES(journal->sector < MPSEC_JOURNAL_SECTORS && journal->next <= RECORDS_MAX)
ENSURES(!RESULT || IS_POSITION(journal->flash, journal->next))
ENSURES(noted_erased == OLD(noted_erased) || noted_erased != journal->keep)
;

struct mpsec_state nondet_state(void);
struct mpsec_journal nondet_journal(void);

#define ANY_JOURNAL(journal)                                                                       \
    ANY_FLASH(flash);                                                                              \
    struct mpsec_journal journal = nondet_journal();                                               \
    journal.flash = &flash

void prove_round_up(void)
{
    (void)round_up(nondet_u32(), nondet_u32());
}

void prove_body_room(void)
{
    ANY_FLASH(flash);
    (void)body_room(&flash);
}

void prove_record_room(void)
{
    ANY_FLASH(flash);
    (void)record_room(&flash);
}

void prove_mpsec_journal_capacity(void)
{
    ANY_FLASH(flash);
    (void)mpsec_journal_capacity(&flash);
}

void prove_sector_at(void)
{
    ANY_JOURNAL(journal);
    (void)sector_at(&journal, nondet_u32());
}

void prove_record_at(void)
{
    ANY_JOURNAL(journal);
    (void)record_at(&journal, nondet_u32(), nondet_u32());
}

void prove_crc32(void)
{
    const struct mpsec_span bytes = any_object();
    (void)crc32(bytes.data, nondet_size());
}

void prove_programmed(void)
{
    (void)programmed(nondet_u8());
}

void prove_mark_of(void)
{
    (void)mark_of(nondet_u8());
}

void prove_write_body(void)
{
    const struct mpsec_state state = nondet_state();
    uint8_t out[MPSEC_JOURNAL_BODY_SIZE];
    write_body(&state, nondet_u8(), out);
}

void prove_is_same(void)
{
    (void)is_same(any_object().data, any_object().data, nondet_size());
}

void prove_is_phase(void)
{
    (void)is_phase(nondet_u8());
}

void prove_read_body(void)
{
    const uint8_t body[MPSEC_JOURNAL_BODY_SIZE];
    struct mpsec_state out = nondet_state();
    (void)read_body(body, nondet_u8(), &out);
}

void prove_looks_blank(void)
{
    ANY_JOURNAL(journal);
    (void)looks_blank(&journal, nondet_u32());
}

void prove_is_blank(void)
{
    ANY_JOURNAL(journal);
    (void)is_blank(&journal, nondet_u32());
}

void prove_is_marked(void)
{
    ANY_JOURNAL(journal);
    (void)is_marked(&journal, nondet_u32());
}

void prove_read_record(void)
{
    ANY_JOURNAL(journal);
    struct mpsec_state out = nondet_state();
    (void)read_record(&journal, nondet_u32(), &out);
}

void prove_view_sector(void)
{
    ANY_JOURNAL(journal);
    struct sector_view view;
    view_sector(&journal, nondet_u32(), &view);
}

void prove_mpsec_journal_open(void)
{
    ANY_FLASH(flash);
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, &flash, nondet_u32());
}

void prove_program_and_compare(void)
{
    ANY_FLASH(flash);
    (void)program_and_compare(&flash, nondet_u32(), ANY_SPAN(), nondet_u32());
}

void prove_write_record(void)
{
    ANY_JOURNAL(journal);
    const struct mpsec_state state = nondet_state();
    (void)write_record(&journal, nondet_u32(), &state);
}

void prove_make_room(void)
{
    ANY_JOURNAL(journal);
    (void)make_room(&journal);
}

void prove_mpsec_journal_append(void)
{
    ANY_JOURNAL(journal);
    const struct mpsec_state state = nondet_state();
    (void)mpsec_journal_append(&journal, &state);
}

void prove_mpsec_journal_settle(void)
{
    ANY_JOURNAL(journal);
    (void)mpsec_journal_settle(&journal);
}
