// mpsec/boot.h - how far a boot has come, and what is still allowed there.
//
// One boot is: hook before any Python (begin), the frozen set-up script that mounts the
// filesystem, the first script of the product (scripts), soft reset (end). It decides nothing
// about the scripts themselves. A state that nobody initialised, all zero, is no phase: then
// nothing is admitted.
#ifndef MPSEC_BOOT_H
#define MPSEC_BOOT_H

#include <stdint.h>

#include "mpsec/permission.h"

enum mpsec_phase { // distant, so that no single flipped bit leads from one to another
    MPSEC_PHASE_ENDED = 0x35a3c596,
    MPSEC_PHASE_SETUP = 0x4a5c3a69,
    MPSEC_PHASE_SCRIPTS = 0x5ac6a335,
};

struct mpsec_boot {
    uint32_t phase; // enum mpsec_phase, or anything else: no phase
};

// Begins a boot: the hook ran. From any state.
void mpsec_boot_begin(struct mpsec_boot *boot);

// Asks to start a script of the product, and closes the set-up phase with the first one.
// Admitted in the set-up phase and after it; never if the hook did not run.
enum mpsec_permission mpsec_boot_start_script(struct mpsec_boot *boot);

// Asks to mount or unmount. Admitted in the set-up phase only.
enum mpsec_permission mpsec_boot_may_mount(const struct mpsec_boot *boot);

// Ends the boot: nothing is admitted until the next mpsec_boot_begin().
void mpsec_boot_end(struct mpsec_boot *boot);

#endif
