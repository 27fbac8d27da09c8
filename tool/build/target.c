// SPDX-License-Identifier: MIT
#include "build/target.h"

#include <string.h>

static const struct target *const targets[] = {&target_qemu_arm};

const struct target *target_find(const char *name)
{
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        if (strcmp(targets[i]->name, name) == 0) {
            return targets[i];
        }
    }
    return NULL;
}
