// SPDX-License-Identifier: MIT
// mpu_rp2350.c - seven of the eight regions of a Cortex-M33 (ARMv8-M, B8), in its secure state.
//
// They must not overlap, so data lies before, between and behind the two pieces of code in RAM.
// Behind them the default map lets the boot ROM run, which is needed, and devices not.
#include "hardware/regs/addressmap.h"
#include "hardware/structs/mpu.h"
#include "rp2/mpu.h"

// MPU_RBAR.
#define NEVER_RUN  (1u << 0)
#define READ_WRITE (1u << 1)
#define READ_ONLY  (3u << 1)
#define SHARED     (3u << 3)
#define DATA       (READ_WRITE | NEVER_RUN | SHARED)
#define TEXT       (READ_ONLY | SHARED)

// On, in fault handlers too, with the default map behind the regions.
#define CTRL 7u

// Of MPU_MAIR0, the first kind of memory: what the default map says of flash.
#define WRITE_THROUGH 0xaau

#define ENABLE 1u
#define GRAIN  32u

// Of the flash's windows the first, which the code runs in; and what the default map executes.
#define FLASH_END (XIP_BASE + 0x01000000u)
#define RAM_END   0x40000000u

struct region {
    uint32_t start, end;
    uint32_t attributes;
};

static uint32_t address_of(const char *symbol)
{
    return (uint32_t)(uintptr_t)symbol;
}

bool rp2_mpu_protect(void)
{
    const struct region regions[] = {
        {XIP_BASE, FLASH_END, TEXT},
        {FLASH_END, SRAM_BASE, DATA},
        {SRAM_BASE, address_of(&__mpsec_code_start), DATA},
        {address_of(&__mpsec_code_start), address_of(&__mpsec_code_end), TEXT},
        {address_of(&__mpsec_code_end), address_of(&__mpsec_boot2_start), DATA},
        {address_of(&__mpsec_boot2_start), address_of(&__mpsec_boot2_end), TEXT},
        {address_of(&__mpsec_boot2_end), RAM_END, DATA},
    };
    const uint32_t count = sizeof regions / sizeof regions[0];
    if ((mpu_hw->type >> 8 & 0xffu) < count) {
        return false;
    }
    mpu_hw->mair[0] = WRITE_THROUGH;
    for (uint32_t i = 0; i < count; i++) {
        mpu_hw->rnr = i;
        mpu_hw->rbar = regions[i].start | regions[i].attributes;
        mpu_hw->rlar = (regions[i].end - GRAIN) | ENABLE;
    }
    __asm volatile("dsb" ::: "memory");
    mpu_hw->ctrl = CTRL;
    __asm volatile("dsb\n\tisb" ::: "memory");
    return mpu_hw->ctrl == CTRL;
}
