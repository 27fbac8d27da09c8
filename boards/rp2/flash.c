// SPDX-License-Identifier: MIT
// flash.c - erases and programs the guard's regions with the SDK's functions, which run from RAM.
//
// Meanwhile the flash cannot be read: interrupts are off, because handlers lie in flash, and the
// other core is held where a thread runs on it, as rp2_flash.c of the port does.
#include "rp2/flash.h"

#include <string.h>

#include "hardware/flash.h"
#include "hardware/sync.h"
#include "pico/multicore.h"
#include "py/mpthread.h"
#include "rp2/flash_layout.h"

enum { ERASED = 0xff };

static bool range_is_inside(uint32_t offset, size_t size)
{
    return offset >= FLASH_TALLY_OFFSET && offset <= FLASH_END_OF_SLOTS &&
           size <= FLASH_END_OF_SLOTS - offset;
}

static bool other_core_runs(void)
{
    return multicore_lockout_victim_is_initialized(1 - get_core_num())
#if MICROPY_PY_THREAD
           && core1_entry != NULL
#endif
        ;
}

static uint32_t hold(bool other)
{
    if (other) {
        multicore_lockout_start_blocking();
    }
    return save_and_disable_interrupts();
}

static void release(bool other, uint32_t state)
{
    restore_interrupts(state);
    if (other) {
        multicore_lockout_end_blocking();
    }
}

static void erase(uint32_t offset, size_t size)
{
    const bool other = other_core_runs();
    const uint32_t state = hold(other);
    flash_range_erase(offset, size);
    release(other, state);
}

const uint8_t *rp2_flash_at(uint32_t offset, size_t size)
{
    return range_is_inside(offset, size) ? (const uint8_t *)(XIP_BASE + offset) : NULL;
}

// A page at a time, from RAM: the bytes may lie in the flash that cannot be read meanwhile.
bool rp2_flash_program(uint32_t offset, const uint8_t *bytes, size_t size)
{
    if (!range_is_inside(offset, size) || offset % FLASH_PAGE_SIZE != 0 ||
        size % FLASH_PAGE_SIZE != 0) {
        return false;
    }
    for (size_t at = 0; at < size; at += FLASH_PAGE_SIZE) {
        uint8_t page[FLASH_PAGE_SIZE];
        memcpy(page, bytes + at, sizeof page);
        const bool other = other_core_runs();
        const uint32_t state = hold(other);
        flash_range_program(offset + at, page, sizeof page);
        release(other, state);
        if (memcmp((const void *)(XIP_BASE + offset + at), page, sizeof page) != 0) {
            return false;
        }
    }
    return true;
}

bool rp2_flash_erase(uint32_t offset)
{
    if (!range_is_inside(offset, FLASH_SECTOR_SIZE) || offset % FLASH_SECTOR_SIZE != 0) {
        return false;
    }
    erase(offset, FLASH_SECTOR_SIZE);
    return true;
}

// In blocks, the fastest way: the console is deaf while one is erased.
bool rp2_flash_erase_filesystem(void)
{
    const uint32_t size = MICROPY_HW_FLASH_STORAGE_BYTES;
    const uint32_t first = PICO_FLASH_SIZE_BYTES - size;
    for (uint32_t at = 0; at < size; at += FLASH_BLOCK_SIZE) {
        const uint32_t rest = size - at;
        erase(first + at, rest < FLASH_BLOCK_SIZE ? rest : FLASH_BLOCK_SIZE);
    }
    for (uint32_t at = 0; at < size; at++) {
        if (*(const uint8_t *)(XIP_BASE + first + at) != ERASED) {
            return false;
        }
    }
    return true;
}
