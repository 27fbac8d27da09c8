// SPDX-License-Identifier: MIT
// no_door.c - a firmware without a service door: nobody can open anything.
#include "door.h"

void mpsec_door_boot(void)
{
}

void mpsec_door_serve(void)
{
}

bool mpsec_door_is_closed(void)
{
    return true;
}

bool mpsec_door_shows_output(void)
{
    return false;
}

bool mpsec_door_opens_prompt(void)
{
    return false;
}

uint32_t mpsec_door_openings(void)
{
    return 0;
}
