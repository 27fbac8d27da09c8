// mpsec/journal.h - which slot runs, what is tried, and below which version nothing runs.
//
// Two sectors of records that each hold the whole state; the newest counts. A transition is one
// program operation; a second one marks it as complete and decides nothing. docs/spec/journal.md,
// whose sections are (§n) below. This module keeps the state and does not judge it: which
// transition is allowed is slots.h's to say.
#ifndef MPSEC_JOURNAL_H
#define MPSEC_JOURNAL_H

#include "mpsec/err.h"
#include "mpsec/flash.h"

enum {
    MPSEC_IMAGE_TAG_SIZE = 8,
    MPSEC_JOURNAL_BODY_SIZE = 32, // §2
    MPSEC_JOURNAL_MARK_SIZE = 4,  // §2
    MPSEC_JOURNAL_FORMAT = 1,     // §2
};

// What is known of the slot that is not the active one (§3). Distant bytes.
enum mpsec_slot_phase {
    MPSEC_SLOT_NONE = 0x3c,      // nothing that counts
    MPSEC_SLOT_RECEIVING = 0x55, // an update is being written
    MPSEC_SLOT_STAGED = 0x66,    // written whole and verified; the next boot tries it
    MPSEC_SLOT_TRIAL = 0x99,     // tried, and not yet confirmed
    MPSEC_SLOT_BAD = 0xaa,       // tried and given up, or found broken
};

struct mpsec_state {
    uint32_t sequence;                           // of the record; 0 before the first
    uint32_t floor;                              // no image with a lower security counter runs
    uint8_t active;                              // the slot of the last confirmed image: 0 or 1
    uint8_t phase;                               // enum mpsec_slot_phase, of the other slot
    uint8_t attempts;                            // boots left in a trial: 0 to 127
    uint8_t active_tag[MPSEC_IMAGE_TAG_SIZE];    // first bytes of the image's digest, 0 if unknown
    uint8_t candidate_tag[MPSEC_IMAGE_TAG_SIZE]; // likewise, of the other slot
};

// The journal while the device runs. The caller owns it; only the functions below change it.
struct mpsec_journal {
    const struct mpsec_flash *flash;
    uint32_t offset; // of its first sector in the flash
    struct mpsec_state state;
    uint32_t sector; // which of the two the next record goes to
    uint32_t next;   // number of the position in it; past the last one: it is full
    uint32_t keep;   // the sector that must not be erased, or MPSEC_JOURNAL_SECTORS: none
    uint32_t broken; // positions behind the newest record that hold something else
    bool settled;    // the state cannot read differently at the next boot
};

// Reads the state. It never fails: with no record it is the state of a new device, slot 0 active,
// nothing else known, floor 0 (§3). What is broken in the flash is skipped.
void mpsec_journal_open(struct mpsec_journal *journal, const struct mpsec_flash *flash,
                        uint32_t offset);

// Makes sure that the state that was read is the one that every later boot reads (§4): writes it
// again where a cut may have left a record that reads now so and now otherwise. Call it before
// acting on the state. False: the flash refused, and the state may still change by itself.
MPSEC_CHECK bool mpsec_journal_settle(struct mpsec_journal *journal);

// Writes `state` as the newest; its sequence is set here. False: the flash refused, the state is
// the old one, and the next boot may find either; or another reading finds a higher floor, and
// nothing was written.
MPSEC_CHECK bool mpsec_journal_append(struct mpsec_journal *journal,
                                      const struct mpsec_state *state);

// Records that fit in one sector of this flash; a port needs at least MPSEC_JOURNAL_RECORDS_MIN.
uint32_t mpsec_journal_capacity(const struct mpsec_flash *flash);

enum { MPSEC_JOURNAL_RECORDS_MIN = 4 };

#endif
