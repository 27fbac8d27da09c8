// SPDX-License-Identifier: MIT
// no_app.c - the application is part of the firmware: nothing to verify, nothing to mount.
#include "app.h"

void mpsec_app_admit(void)
{
}

void mpsec_app_mount(void)
{
}

bool mpsec_app_is_entry(const char *filename)
{
    (void)filename;
    return false;
}

int mpsec_app_run(void)
{
    return 0;
}
