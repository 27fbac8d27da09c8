// flashsim.h - a flash whose power can be cut in the middle of any operation.
//
// One operation is the programming of one granule or the erasure of one sector. A cut leaves what
// docs/spec/journal.md §4 has to live with: nothing done, all done, a part of it, cells that read
// differently each time, granules that cannot be read, an erasure that only looks finished.
#ifndef FLASHSIM_H
#define FLASHSIM_H

#include "mpsec/flash.h"

#include <setjmp.h>

enum { SIM_MAX = 16384, SIM_SECTOR_MAX = 2048 };

enum sim_cut {
    CUT_BEFORE,
    CUT_AFTER,
    CUT_PREFIX,     // the first bytes are done
    CUT_SUFFIX,     // the last bytes are done
    CUT_BITS,       // some bits are done
    CUT_METASTABLE, // each bit reads as before or as after, anew at each read
    CUT_UNREADABLE, // as CUT_BITS, and reading reports an error
    CUT_WEAK,       // of an erasure: reads as erased now, and not for long
    CUT_MODES,
};

struct sim {
    struct mpsec_flash flash;
    uint32_t size;
    uint64_t random;
    uint32_t done;   // operations since sim_arm()
    uint32_t cut_at; // the operation that is cut; UINT32_MAX: none
    enum sim_cut cut;
    uint32_t violations; // rules of the part that were broken
    uint32_t weak_at;    // sector whose erasure only looks finished; UINT32_MAX: none
    uint8_t bytes[SIM_MAX];
    uint8_t meant[SIM_MAX];                             // what a metastable byte may also read as
    uint8_t state[SIM_MAX];                             // by granule: enum granule_state
    uint8_t seen[SIM_MAX];                              // what map() last showed
    void (*on_erase)(struct sim *sim, uint32_t offset); // looks before an erasure
    jmp_buf *power;                                     // where a cut goes
};

void sim_init(struct sim *sim, uint32_t size, const struct mpsec_flash *geometry);

// The next operations count from 0, and number `cut_at` is cut.
void sim_arm(struct sim *sim, uint32_t cut_at, enum sim_cut cut, uint64_t seed);

// The power comes back: weak cells lose what they seemed to hold, at this start or a later one.
void sim_power_up(struct sim *sim);

// A number for the whole state of the flash, for telling states apart.
uint64_t sim_hash(const struct sim *sim);

uint32_t sim_random(struct sim *sim);

// A copy of the struct is a flash of its own after this.
void sim_adopt(struct sim *copy);

#endif
