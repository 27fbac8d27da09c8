// SPDX-License-Identifier: MIT
#include "common/mpu_v7.h"

#define REG32(address) (*(volatile uint32_t *)(address))
#define MPU_TYPE       REG32(0xe000ed90u)
#define MPU_CTRL       REG32(0xe000ed94u)
#define MPU_RBAR       REG32(0xe000ed9cu)
#define MPU_RASR       REG32(0xe000eda0u)

#define CTRL       7u
#define RBAR_VALID 0x10u
#define ENABLE     1u

enum { EIGHTH_BITS = 3 };

uint32_t mpu_region_count(void)
{
    return MPU_TYPE >> 8 & 0xffu;
}

void mpu_set(uint32_t number, struct mpu_region region)
{
    MPU_RBAR = region.address | RBAR_VALID | number;
    MPU_RASR = region.attributes | region.without << 8 | (region.bits - 1u) << 1 | ENABLE;
}

void mpu_set_up_to(uint32_t first, struct mpu_region region, uint32_t end)
{
    for (uint32_t level = 0; level < MPU_LEVELS; level++) {
        const uint32_t eighths = (end - region.address) >> (region.bits - EIGHTH_BITS);
        region.without = 0xffu << eighths & 0xffu;
        mpu_set(first + level, region);
        region.address += eighths << (region.bits - EIGHTH_BITS);
        region.bits -= EIGHTH_BITS;
    }
}

bool mpu_enable(void)
{
    __asm volatile("dsb" ::: "memory");
    MPU_CTRL = CTRL;
    __asm volatile("dsb\n\tisb" ::: "memory");
    return MPU_CTRL == CTRL;
}
