// SPDX-License-Identifier: MIT
#include "mpsec/flash.h"

enum { SCAN_SIZE = 32 };

bool mpsec_flash_erase(const struct mpsec_flash *flash, uint32_t offset, uint32_t size)
{
    for (uint32_t at = 0; at < size; at += flash->sector_size) {
        if (!flash->erase(flash->context, offset + at)) {
            return false;
        }
    }
    return true;
}

bool mpsec_flash_is_blank(const struct mpsec_flash *flash, uint32_t offset, uint32_t size)
{
    uint8_t bytes[SCAN_SIZE];
    for (uint32_t at = 0; at < size; at += SCAN_SIZE) {
        const size_t part = size - at < SCAN_SIZE ? size - at : SCAN_SIZE;
        if (!flash->read(flash->context, offset + at, bytes, part)) {
            return false;
        }
        for (size_t i = 0; i < part; i++) {
            if (bytes[i] != flash->erased) {
                return false;
            }
        }
    }
    return true;
}
