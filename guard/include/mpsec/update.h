// mpsec/update.h - takes a new application image into the slot that does not run.
//
// begin with the head of the image, write the whole image from begin's offset on, finish. The head
// (header and everything behind the payload) comes first because it holds class, counter, digest
// and signature: what is not promised by a key of the device is refused before a byte of flash
// changes. The running slot is never touched. A cut at any instant loses at most two sectors of
// progress. docs/spec/journal.md §5.
#ifndef MPSEC_UPDATE_H
#define MPSEC_UPDATE_H

#include "mpsec/device.h"
#include "mpsec/journal.h"

enum mpsec_update_result { // distant, as all that lets something go on
    MPSEC_UPDATE_OK = 0x3a6cd359,
    MPSEC_UPDATE_FORM = 0x1c8e97b2,    // the head is not that of an image
    MPSEC_UPDATE_SIZE = 0x65b1e80d,    // larger than a slot
    MPSEC_UPDATE_DENIED = 0x4f27164e,  // the verdict says why
    MPSEC_UPDATE_STEP = 0x5094f3a7,    // the counter is too far above the floor
    MPSEC_UPDATE_BUSY = 0x2b5a6ce4,    // a trial runs: confirm it first
    MPSEC_UPDATE_ORDER = 0x7683b91c,   // write or finish without begin, or too early or too late
    MPSEC_UPDATE_FLASH = 0x09fd45d5,   // the flash failed
    MPSEC_UPDATE_DIFFERS = 0x5e4b2a6b, // what was written is not what the head promised
};

// One update. The caller owns it, all zero at first; only the functions below change it.
struct mpsec_update {
    const struct mpsec_device *device;
    struct mpsec_journal journal;
    uint32_t base;     // of the slot in the flash
    uint32_t size;     // of the whole image
    uint32_t written;  // bytes taken so far, those in `pending` included
    uint32_t erase_at; // the sector that is erased again when it is reached; UINT32_MAX: none
    enum mpsec_verdict verdict; // of the head, or of the stored image
    bool open;
    uint16_t fill;
    uint8_t pending[MPSEC_GRANULE_MAX];
};

// Starts, or goes on where a cut stopped the same image: write from update->written on. `running`
// is the slot that runs (struct mpsec_admission), MPSEC_SLOTS if none does: it is left alone.
MPSEC_CHECK enum mpsec_update_result mpsec_update_begin(struct mpsec_update *update,
                                                        const struct mpsec_device *device,
                                                        struct mpsec_span head, uint32_t running);

// Takes the next bytes, any number. ORDER, and nothing taken, if there are more than are missing.
MPSEC_CHECK enum mpsec_update_result mpsec_update_write(struct mpsec_update *update,
                                                        struct mpsec_span bytes);

// Verifies the image as it lies in the slot, and stages it: the next boot tries it. On any other
// result the slot counts for nothing, and a new begin starts from the front.
MPSEC_CHECK enum mpsec_update_result mpsec_update_finish(struct mpsec_update *update);

// What runs in `slot` with this counter is well: ends its trial, or raises the floor to it.
// ORDER: that slot is not the one to confirm. FLASH: not written; ask again.
MPSEC_CHECK enum mpsec_update_result mpsec_update_confirm(const struct mpsec_device *device,
                                                          uint32_t slot, uint32_t counter);

#endif
