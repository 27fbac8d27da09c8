// mpu_v7.h - the memory protection unit of ARMv6-M and ARMv7-M cores (B3.5 of either manual).
//
// QEMU's Cortex-M3 has it and the Cortex-M0+ of an RP2040. A region is a power of two of bytes,
// lies on a multiple of its size, and may leave out eighths of itself, in regions of 256 bytes and
// more. Where two overlap, the higher number counts.
#ifndef MPU_V7_H
#define MPU_V7_H

#include <stdbool.h>
#include <stdint.h>

// What a region allows, and what kind of memory is behind it (MPU_RASR).
#define MPU_READ_WRITE (3u << 24)
#define MPU_READ_ONLY  (6u << 24)
#define MPU_NEVER_RUN  (1u << 28)
#define MPU_NORMAL     (3u << 17) // cached where there is a cache, and shared
#define MPU_DEVICE     (5u << 16)

struct mpu_region {
    uint32_t address;
    uint32_t bits;    // 2 to this power is its size
    uint32_t without; // the eighths that have a bit here are left out, the first one's the lowest
    uint32_t attributes; // of the above, added
};

// How many regions the core has; 0: none.
uint32_t mpu_region_count(void);

// Sets one of them. What it says counts after mpu_enable(), or at once where that was called.
void mpu_set(uint32_t number, struct mpu_region region);

enum { MPU_LEVELS = 3 };

// Sets MPU_LEVELS of them, `first` and the next, to cover from where `region` begins to `end`: each
// is an eighth of the one before. What is left uncovered is less than an eighth of the last.
void mpu_set_up_to(uint32_t first, struct mpu_region region, uint32_t end);

// Switches it on, in fault handlers too, with the default map behind the regions. False when the
// core did not take it.
bool mpu_enable(void);

#endif
