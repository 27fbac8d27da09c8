// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "boot.c"

void mpsec_boot_begin(struct mpsec_boot *boot)
REQUIRES(WRITABLE(boot))
ASSIGNS(*boot)
;

// A script that starts ends the time in which file systems may be mounted.
enum mpsec_permission mpsec_boot_start_script(struct mpsec_boot *boot)
REQUIRES(WRITABLE(boot))
ASSIGNS(*boot)
ENSURES(RESULT == MPSEC_DENY || boot->phase == MPSEC_PHASE_SCRIPTS)
;

enum mpsec_permission mpsec_boot_may_mount(const struct mpsec_boot *boot)
REQUIRES(__CPROVER_r_ok(boot, sizeof *boot))
ASSIGNS()
ENSURES(RESULT == MPSEC_DENY || boot->phase == MPSEC_PHASE_SETUP)
;

void mpsec_boot_end(struct mpsec_boot *boot)
REQUIRES(WRITABLE(boot))
ASSIGNS(*boot)
ENSURES(boot->phase == MPSEC_PHASE_ENDED)
;

#define PROVE(function)                                                                            \
    void prove_##function(void)                                                                    \
    {                                                                                              \
        struct mpsec_boot boot;                                                                    \
        (void)function(&boot);                                                                     \
    }

PROVE(mpsec_boot_begin)
PROVE(mpsec_boot_start_script)
PROVE(mpsec_boot_may_mount)
PROVE(mpsec_boot_end)
