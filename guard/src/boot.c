// SPDX-License-Identifier: MIT
#include "mpsec/boot.h"

void mpsec_boot_begin(struct mpsec_boot *boot)
{
    boot->phase = MPSEC_PHASE_SETUP;
}

enum mpsec_permission mpsec_boot_start_script(struct mpsec_boot *boot)
{
    if (boot->phase != MPSEC_PHASE_SETUP && boot->phase != MPSEC_PHASE_SCRIPTS) {
        return MPSEC_DENY;
    }
    boot->phase = MPSEC_PHASE_SCRIPTS;
    return MPSEC_ADMIT;
}

enum mpsec_permission mpsec_boot_may_mount(const struct mpsec_boot *boot)
{
    return boot->phase == MPSEC_PHASE_SETUP ? MPSEC_ADMIT : MPSEC_DENY;
}

void mpsec_boot_end(struct mpsec_boot *boot)
{
    boot->phase = MPSEC_PHASE_ENDED;
}
