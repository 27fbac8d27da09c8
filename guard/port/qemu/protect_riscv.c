// SPDX-License-Identifier: MIT
// protect_riscv.c - memory protection on QEMU's RV32 machine (PMP, privileged specification 3.7).
//
// The program and the boot ROM may be executed and not written, everything else written and not
// executed. The entries are locked: they bind machine mode, and nothing takes them back before a
// reset. QEMU 7.2 keeps them over a reset too, so without the boot ROM no start would follow one.
#include "protect.h"

#include <stdint.h>

enum {
    READ = 1,
    WRITE = 2,
    RUN = 4,
    NAPOT = 3 << 3,
    LOCKED = 1 << 7,
    PROGRAM = LOCKED | NAPOT | READ | RUN,
    THE_REST = LOCKED | NAPOT | READ | WRITE,
};

// A range is its address with ones at the end for its size, in units of four bytes. The program:
// 4 MiB from 0x80000000 on, which is what the port's linker script calls ROM. The boot ROM: 4 KiB.
#define PROGRAM_RANGE (0x80000000u >> 2 | 0x0007ffffu)
#define BOOT_RANGE    (0x00001000u >> 2 | 0x000001ffu)
#define EVERYTHING    0xffffffffu

bool mpsec_memory_protect(void)
{
    const uint32_t wanted = (uint32_t)PROGRAM | (uint32_t)PROGRAM << 8 | (uint32_t)THE_REST << 16;
    uint32_t config;
    __asm volatile("csrw pmpaddr0, %0" ::"r"(PROGRAM_RANGE));
    __asm volatile("csrw pmpaddr1, %0" ::"r"(BOOT_RANGE));
    __asm volatile("csrw pmpaddr2, %0" ::"r"(EVERYTHING));
    __asm volatile("csrw pmpcfg0, %0" ::"r"(wanted));
    __asm volatile("csrr %0, pmpcfg0" : "=r"(config));
    return (config & 0xffffffu) == wanted;
}
