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

const struct mpsec_admission *mpsec_app_admission(void)
{
    static const struct mpsec_admission none = {.slot = MPSEC_SLOTS};
    return &none;
}

bool mpsec_app_holds(const char *path)
{
    (void)path;
    return false;
}

uint32_t mpsec_app_scopes(void)
{
    return 0;
}

int mpsec_app_run(void)
{
    return 0;
}
