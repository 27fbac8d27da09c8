// SPDX-License-Identifier: MIT
// protect_arm.c - memory protection on the Cortex-M3 of QEMU's MPS2-AN385 (ARMv7-M, B3.5).
//
// The program is read-only, all other memory is never executed. The default map stays in force for
// devices, which it never executes either. A fault resets the board: no handler of its own is
// enabled for it. Program and data lie in one memory, so the border is drawn in eighths of three
// regions, each as large as an eighth of the one before. What is left between the last of them and
// the data, less than 8 KiB, is constants: written, never executed.
#include "protect.h"

#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(address))
#define MPU_TYPE       REG32(0xe000ed90u)
#define MPU_CTRL       REG32(0xe000ed94u)
#define MPU_RBAR       REG32(0xe000ed9cu)
#define MPU_RASR       REG32(0xe000eda0u)

#define CTRL       7u // on, in fault handlers too, with the default map behind the regions
#define RBAR_VALID 0x10u
#define READ_ONLY  (6u << 24)
#define READ_WRITE (3u << 24)
#define NEVER_RUN  (1u << 28)

enum { REGIONS = 6, PROGRAM_BITS = 22, EIGHTH_BITS = 3, LEVELS = 3 };

// The port's linker script: behind the program and its constants.
extern const uint32_t _etext;

// Of MPU_RASR: 2 to the power `bits` bytes, less the eighths that have a bit in `without`.
#define SIZE(bits, without) ((without) << 8 | ((bits)-1u) << 1)

static void set_region(uint32_t number, uint32_t address, uint32_t attributes)
{
    MPU_RBAR = address | RBAR_VALID | number;
    MPU_RASR = attributes | 1u;
}

static void protect_program(uint32_t number)
{
    const uint32_t end = (uint32_t)(uintptr_t)&_etext;
    uint32_t start = 0;
    uint32_t bits = PROGRAM_BITS;
    for (uint32_t level = 0; level < LEVELS; level++) {
        const uint32_t eighths = (end - start) >> (bits - EIGHTH_BITS);
        set_region(number + level, start, SIZE(bits, 0xffu << eighths & 0xffu) | READ_ONLY);
        start += eighths << (bits - EIGHTH_BITS);
        bits -= EIGHTH_BITS;
    }
}

bool mpsec_memory_protect(void)
{
    static const struct {
        uint32_t address;
        uint32_t bits;
    } memories[] = {{0x00000000u, 29}, {0x20000000u, 29}, {0x60000000u, 30}};
    if ((MPU_TYPE >> 8 & 0xffu) < REGIONS) {
        return false;
    }
    for (uint32_t i = 0; i < REGIONS - LEVELS; i++) {
        set_region(i, memories[i].address, SIZE(memories[i].bits, 0u) | READ_WRITE | NEVER_RUN);
    }
    protect_program(REGIONS - LEVELS); // of two regions the higher number counts
    __asm volatile("dsb" ::: "memory");
    MPU_CTRL = CTRL;
    __asm volatile("dsb\n\tisb" ::: "memory");
    return MPU_CTRL == CTRL;
}
