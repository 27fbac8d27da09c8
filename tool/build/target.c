// SPDX-License-Identifier: MIT
#include "build/target.h"

#include <string.h>

static const struct target *const targets[] = {&target_qemu_arm, &target_qemu_riscv, &target_rp2040,
                                               &target_rp2350,   &target_unix,       NULL};

const struct target *target_find(const char *name)
{
    for (const struct target *const *target = targets; *target != NULL; target++) {
        if (strcmp((*target)->name, name) == 0) {
            return *target;
        }
    }
    return NULL;
}
