// SPDX-License-Identifier: MIT
// mpu_rp2040.c - all eight regions of a Cortex-M0+.
//
// Behind them the default map lets the boot ROM run, which is needed, and devices not. RAM has a
// second place 16 MiB further, the flash three more; the memory of the flash's cache and its
// registers lie between.
#include "common/mpu_v7.h"
#include "hardware/regs/addressmap.h"
#include "rp2/mpu.h"

enum {
    RAM,
    FLASH_AND_CACHE,
    FLASH,
    CODE,
    VECTORS = CODE + MPU_LEVELS,
    BOOT2,
    REGIONS,
    RAM_BITS = 29,
    FLASH_AND_CACHE_BITS = 28,
    FLASH_BITS = 26,
    CODE_BITS = 18,
    PAGE_BITS = 8, // the vectors; and the copy of the second stage, whole
    PAGE_EIGHTH_BITS = PAGE_BITS - 3,
};

#define DATA (MPU_READ_WRITE | MPU_NEVER_RUN | MPU_NORMAL)
#define TEXT (MPU_READ_ONLY | MPU_NORMAL)

static uint32_t address_of(const char *symbol)
{
    return (uint32_t)(uintptr_t)symbol;
}

bool rp2_mpu_protect(void)
{
    const uint32_t vectors = (address_of(&__mpsec_code_start) - SRAM_BASE) >> PAGE_EIGHTH_BITS;
    if (mpu_region_count() < REGIONS) {
        return false;
    }
    mpu_set(RAM, (struct mpu_region){SRAM_BASE, RAM_BITS, 0, DATA});
    mpu_set(FLASH_AND_CACHE, (struct mpu_region){XIP_BASE, FLASH_AND_CACHE_BITS, 0,
                                                 MPU_READ_WRITE | MPU_NEVER_RUN | MPU_DEVICE});
    mpu_set(FLASH, (struct mpu_region){XIP_BASE, FLASH_BITS, 0, TEXT});
    mpu_set_up_to(CODE, (struct mpu_region){SRAM_BASE, CODE_BITS, 0, TEXT},
                  address_of(&__mpsec_code_end));
    mpu_set(VECTORS, (struct mpu_region){SRAM_BASE, PAGE_BITS, 0xffu << vectors & 0xffu, DATA});
    mpu_set(BOOT2, (struct mpu_region){address_of(&__mpsec_boot2_start), PAGE_BITS, 0, TEXT});
    return mpu_enable();
}
