// SPDX-License-Identifier: MIT
// protect_arm.c - memory protection on the Cortex-M3 of QEMU's MPS2-AN385.
//
// The program is read-only, all other memory is never executed. The default map stays in force for
// devices, which it never executes either. A fault resets the board: no handler of its own is
// enabled for it. Program and data lie in one memory, so the border is drawn in eighths. What is
// left between the last of them and the data, less than 8 KiB, is constants: written, never
// executed.
#include "protect.h"

#include "common/mpu_v7.h"

enum { MEMORIES = 3, PROGRAM_BITS = 22 };

// The port's linker script: behind the program and its constants.
extern const uint32_t _etext;

bool mpsec_memory_protect(void)
{
    static const struct mpu_region memories[MEMORIES] = {
        {0x00000000u, 29, 0, MPU_READ_WRITE | MPU_NEVER_RUN},
        {0x20000000u, 29, 0, MPU_READ_WRITE | MPU_NEVER_RUN},
        {0x60000000u, 30, 0, MPU_READ_WRITE | MPU_NEVER_RUN},
    };
    static const struct mpu_region program = {0, PROGRAM_BITS, 0, MPU_READ_ONLY};
    if (mpu_region_count() < MEMORIES + MPU_LEVELS) {
        return false;
    }
    for (uint32_t i = 0; i < MEMORIES; i++) {
        mpu_set(i, memories[i]);
    }
    mpu_set_up_to(MEMORIES, program, (uint32_t)(uintptr_t)&_etext);
    return mpu_enable();
}
