// SPDX-License-Identifier: MIT
#include "mpsec/journal.h"

#include "mpsec/bytes.h"
#include "mpsec/number.h"
#include "mpsec/slots.h"

enum {
    CHECKED_SIZE = MPSEC_JOURNAL_BODY_SIZE - 4, // what the check sum covers
    BLANK_LOOKS = 4,  // a granule that was cut reads differently each time (§4)
    APPEND_TRIES = 3, // positions that a bad part may cost before an append fails
    OUTRUN = 8,       // how far a broken record may be ahead of the one before it (§4)
    ATTEMPTS_MAX = 127,
};

#define MARK             0x69c35a00U // and a first byte that is programmed whole
#define CRC32_POLYNOMIAL 0xedb88320U // reversed, as in zlib

static uint32_t round_up(uint32_t size, uint32_t granule)
{
    return (size + granule - 1U) & ~(granule - 1U); // a power of two
}

static uint32_t body_room(const struct mpsec_flash *flash)
{
    return round_up(MPSEC_JOURNAL_BODY_SIZE, flash->granule);
}

static uint32_t record_room(const struct mpsec_flash *flash)
{
    return body_room(flash) + round_up(MPSEC_JOURNAL_MARK_SIZE, flash->granule);
}

uint32_t mpsec_journal_capacity(const struct mpsec_flash *flash)
{
    // Counted, because the smallest cores have no division and its routine is larger.
    const uint32_t room = record_room(flash);
    uint32_t count = 0;
    for (uint32_t end = room; end <= flash->sector_size; end += room) {
        count++;
    }
    return count;
}

static uint32_t sector_at(const struct mpsec_journal *journal, uint32_t sector)
{
    return journal->offset + sector * journal->flash->sector_size;
}

static uint32_t record_at(const struct mpsec_journal *journal, uint32_t sector, uint32_t position)
{
    return sector_at(journal, sector) + position * record_room(journal->flash);
}

static uint32_t crc32(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? CRC32_POLYNOMIAL : 0);
        }
    }
    return ~crc;
}

// A byte in which every bit was programmed.
static uint8_t programmed(uint8_t erased)
{
    return erased == 0 ? 0xff : 0;
}

static uint32_t mark_of(uint8_t erased)
{
    return MARK | programmed(erased);
}

// The first byte is programmed whole, so that a record of which a single granule was begun is
// never taken for a blank one (§2).
static void write_body(const struct mpsec_state *state, uint8_t erased,
                       uint8_t out[MPSEC_JOURNAL_BODY_SIZE])
{
    out[0] = programmed(erased);
    out[1] = MPSEC_JOURNAL_FORMAT;
    out[2] = state->phase;
    out[3] = (uint8_t)((uint32_t)(state->attempts & ATTEMPTS_MAX) << 1 | (state->active & 1U));
    mpsec_put_u32(out + 4, state->sequence);
    mpsec_put_u32(out + 8, state->floor);
    mpsec_tag_copy(out + 12, state->active_tag);
    mpsec_tag_copy(out + 20, state->candidate_tag);
    mpsec_put_u32(out + CHECKED_SIZE, crc32(out, CHECKED_SIZE));
}

static bool is_same(const uint8_t *a, const uint8_t *b, size_t size)
{
    return mpsec_span_equal((struct mpsec_span){a, size}, (struct mpsec_span){b, size});
}

static bool is_phase(uint8_t phase)
{
    return phase == MPSEC_SLOT_NONE || phase == MPSEC_SLOT_RECEIVING ||
           phase == MPSEC_SLOT_STAGED || phase == MPSEC_SLOT_TRIAL || phase == MPSEC_SLOT_BAD;
}

// A body says what writing this state again would write, to the last bit; else it says nothing.
static bool read_body(const uint8_t body[MPSEC_JOURNAL_BODY_SIZE], uint8_t erased,
                      struct mpsec_state *out)
{
    uint8_t again[MPSEC_JOURNAL_BODY_SIZE];
    struct mpsec_state state = {.phase = body[2]};
    state.active = body[3] & 1U;
    state.attempts = body[3] >> 1;
    state.sequence = mpsec_get_u32(body + 4);
    state.floor = mpsec_get_u32(body + 8);
    mpsec_tag_copy(state.active_tag, body + 12);
    mpsec_tag_copy(state.candidate_tag, body + 20);
    if (!is_phase(state.phase) || state.sequence == 0) {
        return false;
    }
    write_body(&state, erased, again);
    if (!is_same(body, again, sizeof again)) {
        return false;
    }
    *out = state;
    return true;
}

// Whether every byte of the position reads as erased, this time.
static bool looks_blank(const struct mpsec_journal *journal, uint32_t offset)
{
    return mpsec_flash_is_blank(journal->flash, offset, record_room(journal->flash));
}

static bool is_blank(const struct mpsec_journal *journal, uint32_t offset)
{
    for (int look = 0; look < BLANK_LOOKS; look++) {
        if (!looks_blank(journal, offset)) {
            return false;
        }
    }
    return true;
}

static bool is_marked(const struct mpsec_journal *journal, uint32_t offset)
{
    const struct mpsec_flash *flash = journal->flash;
    uint8_t bytes[MPSEC_JOURNAL_MARK_SIZE];
    return flash->read(flash->context, offset + body_room(flash), bytes, sizeof bytes) &&
           mpsec_get_u32(bytes) == mark_of(flash->erased);
}

// Reads the record at a position; false when there is none that holds.
static bool read_record(const struct mpsec_journal *journal, uint32_t offset,
                        struct mpsec_state *out)
{
    const struct mpsec_flash *flash = journal->flash;
    uint8_t body[MPSEC_JOURNAL_BODY_SIZE];
    return flash->read(flash->context, offset, body, sizeof body) &&
           read_body(body, flash->erased, out);
}

// What a look through one sector found.
struct sector_view {
    struct mpsec_state newest; // sequence 0: no record
    uint32_t next;             // behind the last position that is not blank
    uint32_t broken;           // positions behind the newest record that are not blank
    uint32_t firm;             // sequence of the newest marked record; 0: none
    bool settled;              // the newest is marked and nothing broken stands behind it
};

static void view_sector(const struct mpsec_journal *journal, uint32_t sector,
                        struct sector_view *view)
{
    const uint32_t capacity = mpsec_journal_capacity(journal->flash);
    *view = (struct sector_view){.next = 0};

    for (uint32_t position = 0; position < capacity; position++) {
        const uint32_t offset = record_at(journal, sector, position);
        if (looks_blank(journal, offset)) {
            continue;
        }
        view->next = position + 1U;
        view->settled = false;
        view->broken++;
        // Later means newer: a record is written behind all others of its sector, always.
        if (!read_record(journal, offset, &view->newest)) {
            continue;
        }
        view->broken = 0;
        if (is_marked(journal, offset)) {
            view->settled = true;
            view->firm = view->newest.sequence;
        }
    }
}

void mpsec_journal_open(struct mpsec_journal *journal, const struct mpsec_flash *flash,
                        uint32_t offset)
{
    *journal = (struct mpsec_journal){
        .flash = flash,
        .offset = offset,
        .state = {.phase = MPSEC_SLOT_NONE},
        .next = mpsec_journal_capacity(flash), // no record: the first one erases before it
        .keep = MPSEC_JOURNAL_SECTORS,
        .settled = true,
    };

    uint32_t firm = 0;
    for (uint32_t sector = 0; sector < MPSEC_JOURNAL_SECTORS; sector++) {
        struct sector_view view;
        view_sector(journal, sector, &view);
        if (view.firm > firm) {
            firm = view.firm;
            journal->keep = sector;
        }
        if (view.newest.sequence > journal->state.sequence) {
            journal->state = view.newest;
            journal->sector = sector;
            journal->next = view.next;
            journal->broken = view.broken;
            journal->settled = view.settled;
        }
    }
}

// Programs `size` bytes, of which the first are `content` and the others stay erased.
static bool program_and_compare(const struct mpsec_flash *flash, uint32_t offset,
                                struct mpsec_span content, uint32_t size)
{
    uint8_t bytes[MPSEC_GRANULE_MAX];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = i < content.size ? content.data[i] : flash->erased;
    }
    if (!flash->program(flash->context, offset, bytes, size)) {
        return false;
    }
    uint8_t found[MPSEC_JOURNAL_BODY_SIZE];
    for (uint32_t done = 0; done < size; done += (uint32_t)sizeof found) {
        const size_t part = size - done < sizeof found ? size - done : sizeof found;
        if (!flash->read(flash->context, offset + done, found, part) ||
            !is_same(found, bytes + done, part)) {
            return false;
        }
    }
    return true;
}

// Writes body and mark at a position that is blank.
static bool write_record(const struct mpsec_journal *journal, uint32_t offset,
                         const struct mpsec_state *state)
{
    const struct mpsec_flash *flash = journal->flash;
    const uint32_t room = body_room(flash);
    uint8_t body[MPSEC_JOURNAL_BODY_SIZE], mark[MPSEC_JOURNAL_MARK_SIZE];

    write_body(state, flash->erased, body);
    mpsec_put_u32(mark, mark_of(flash->erased));
    return program_and_compare(flash, offset, (struct mpsec_span){body, sizeof body}, room) &&
           program_and_compare(flash, offset + room, (struct mpsec_span){mark, sizeof mark},
                               record_room(flash) - room);
}

// Finds room for one record: behind the last one, else in a sector erased for it. The sector that
// holds the newest marked record is never erased: until the new one is complete, it is all there
// is.
static bool make_room(struct mpsec_journal *journal)
{
    const uint32_t capacity = mpsec_journal_capacity(journal->flash);
    while (journal->next < capacity) {
        if (is_blank(journal, record_at(journal, journal->sector, journal->next))) {
            return true;
        }
        journal->next++;
    }
    journal->sector = journal->keep == 0 ? 1 : 0;
    journal->next = 0;
    // Erased again even if it looks blank: an erasure that was cut can look finished (§4).
    const struct mpsec_flash *flash = journal->flash;
    if (!flash->erase(flash->context, sector_at(journal, journal->sector))) {
        journal->next = capacity;
        return false;
    }
    return true;
}

bool mpsec_journal_append(struct mpsec_journal *journal, const struct mpsec_state *state)
{
    struct mpsec_state written = *state;
    struct mpsec_journal again;

    // What is written stays: a fault in the reading that led here must not take the floor down.
    mpsec_journal_open(&again, journal->flash, journal->offset);
    if (written.floor < again.state.floor) {
        return false;
    }
    for (int i = 0; i < APPEND_TRIES; i++) {
        // Broken records hold numbers too and may become readable later: outrun them (§4).
        written.sequence =
            journal->state.sequence + (journal->settled ? 1U : OUTRUN * (journal->broken + 1U));
        if (written.sequence < journal->state.sequence || !make_room(journal)) {
            return false;
        }
        const uint32_t offset = record_at(journal, journal->sector, journal->next);
        journal->next++;
        if (write_record(journal, offset, &written)) {
            journal->state = written;
            journal->keep = journal->sector;
            journal->broken = 0;
            journal->settled = true;
            return true;
        }
        journal->broken++;
        journal->settled = false;
    }
    return false;
}

bool mpsec_journal_settle(struct mpsec_journal *journal)
{
    const struct mpsec_state state = journal->state;
    return journal->settled || mpsec_journal_append(journal, &state);
}
