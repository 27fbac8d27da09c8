// flash_contracts.h - what guard/src/flash.c and secret.c promise their callers.
#ifndef FLASH_CONTRACTS_H
#define FLASH_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "device_contracts.h"
#include "mpsec/secret.h"

#define IN_FLASH(offset, size) ((size) <= SLOT_MAX && (offset) <= UINT32_MAX - (size))

bool mpsec_flash_erase(const struct mpsec_flash *flash, uint32_t offset, uint32_t size)
REQUIRES(FLASH_OK(flash) && IN_FLASH(offset, size))
ASSIGNS()
;

bool mpsec_flash_is_blank(const struct mpsec_flash *flash, uint32_t offset, uint32_t size)
REQUIRES(FLASH_OK(flash) && IN_FLASH(offset, size))
ASSIGNS()
;

#define CHIP_THERE(device) (__CPROVER_r_ok(device, sizeof *(device)) && CHIP_OK((device)->chip))

bool mpsec_secret_chip_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE])
REQUIRES(CHIP_THERE(device) && __CPROVER_w_ok(out, MPSEC_CHIP_KEY_SIZE))
ASSIGNS_BYTES(out, MPSEC_CHIP_KEY_SIZE)
ENSURES(!RESULT || device->chip != NULL)
;

bool mpsec_secret_has_key(const struct mpsec_device *device)
REQUIRES(CHIP_THERE(device))
ASSIGNS()
ENSURES(!RESULT || device->chip != NULL)
;

#endif
