// SPDX-License-Identifier: MIT
// mapped_flash.c - NOR flash, played by a memory that the host keeps in a file.
#include "board.h"
#include <flash_layout.h>

// Volatile, because the host may read the file at any moment and a run that is killed must leave
// exactly the writes that were made before.
static volatile uint8_t *flash_at(uint32_t offset)
{
    return (volatile uint8_t *)(uintptr_t)(FLASH_ADDRESS + offset);
}

static bool range_is_inside(uint32_t offset, size_t size)
{
    return offset <= FLASH_SIZE && size <= FLASH_SIZE - offset;
}

bool board_flash_read(uint32_t offset, uint8_t *out, size_t size)
{
    if (!range_is_inside(offset, size)) {
        return false;
    }
    const volatile uint8_t *from = flash_at(offset);
    for (size_t i = 0; i < size; i++) {
        out[i] = from[i];
    }
    return true;
}

bool board_flash_program(uint32_t offset, const uint8_t *bytes, size_t size)
{
    if (!range_is_inside(offset, size)) {
        return false;
    }
    volatile uint8_t *to = flash_at(offset);
    for (size_t i = 0; i < size; i++) {
        to[i] = (uint8_t)(to[i] & bytes[i]);
    }
    return true;
}

bool board_flash_erase(uint32_t offset, size_t size)
{
    if (!range_is_inside(offset, size) || offset % FLASH_SECTOR_SIZE != 0 ||
        size % FLASH_SECTOR_SIZE != 0) {
        return false;
    }
    volatile uint8_t *to = flash_at(offset);
    for (size_t i = 0; i < size; i++) {
        to[i] = 0xff;
    }
    return true;
}
