// mpsec/flash.h - the flash that slots and journal lie in, and where in it they lie.
//
// Offsets count from the start of what the port calls its flash. Nothing here knows what is kept.
#ifndef MPSEC_FLASH_H
#define MPSEC_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpsec/err.h"

enum {
    MPSEC_GRANULE_MAX = 256,
    MPSEC_SLOTS = 2,
    MPSEC_JOURNAL_SECTORS = 2,
};

// Each function returns false when the part reports that it failed; then nothing is known of the
// range. `context` is what a host port needs to find its model; a device leaves it NULL.
//
// The order counts on a device: where `read` lies, one flipped bit of an instruction that fetches
// it, or one that moves the address of all this back, gives neither `program` nor `erase`, which
// would lose the journal (docs/fault.md).
struct mpsec_flash {
    void *context;
    // `offset` and `size` are multiples of the granule.
    // False also for a part that answers an uncorrectable error (ECC) in this range.
    bool (*read)(void *context, uint32_t offset, uint8_t *out, size_t size);
    uint32_t sector_size; // bytes erased at once
    uint32_t granule;     // bytes programmed at once, a power of two up to MPSEC_GRANULE_MAX;
                          // the guard programs each at most once between two erasures
    uint8_t erased;       // what an erased byte reads as: 0xff or 0x00
    // Where the processor sees `size` bytes from `offset` on; NULL when it cannot, or cannot read
    // all of them.
    const uint8_t *(*map)(void *context, uint32_t offset, size_t size);
    bool (*program)(void *context, uint32_t offset, const uint8_t *bytes, size_t size);
    // One sector, at a multiple of the sector size.
    bool (*erase)(void *context, uint32_t offset);
};

// Erases a range of whole sectors, up to the first that fails.
MPSEC_CHECK bool mpsec_flash_erase(const struct mpsec_flash *flash, uint32_t offset, uint32_t size);

// Whether every byte of a range reads as erased, this time. False also where it cannot be read.
bool mpsec_flash_is_blank(const struct mpsec_flash *flash, uint32_t offset, uint32_t size);

// Every region starts on a sector and consists of whole sectors.
struct mpsec_layout {
    uint32_t slots[MPSEC_SLOTS];
    uint32_t slot_size;
    uint32_t journal; // MPSEC_JOURNAL_SECTORS sectors
    // What a device may be without; 0: it is.
    uint32_t tally;        // MPSEC_JOURNAL_SECTORS sectors: the counts of the service door
    uint32_t receipts;     // one sector for each slot: what makes a later boot fast
    uint32_t secrets;      // sealed secrets
    uint32_t secrets_size; // bytes
};

#endif
