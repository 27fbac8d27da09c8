// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "flash_contracts.h"

#include "flash.c"

void prove_mpsec_flash_erase(void)
{
    ANY_FLASH(flash);
    (void)mpsec_flash_erase(&flash, nondet_u32(), nondet_u32());
}

void prove_mpsec_flash_is_blank(void)
{
    ANY_FLASH(flash);
    (void)mpsec_flash_is_blank(&flash, nondet_u32(), nondet_u32());
}
