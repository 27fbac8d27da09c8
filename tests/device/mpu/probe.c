// SPDX-License-Identifier: MIT
// probe.c - asks the memory protection unit of QEMU's Cortex-M3 (MPS2-AN385), for
// tests/device/test_mpu.py.
//
// The cases lie in the machine's PSRAM: how many, and for each an address and eight pairs of
// MPU_RBAR and MPU_RASR. For each a digit goes to the UART: 1, it could be written, and 2, run.
#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(address))
#define UART_DATA      REG32(0x40004000u)
#define UART_STATE     REG32(0x40004004u)
#define UART_CTRL      REG32(0x40004008u)
#define UART_DIVIDER   REG32(0x40004010u)
#define MPU_CTRL       REG32(0xe000ed94u)
#define MPU_RBAR       REG32(0xe000ed9cu)
#define MPU_RASR       REG32(0xe000eda0u)
#define CASES          ((const volatile uint32_t *)0x21000000u)

enum { REGIONS = 8, VALID = 0x10, CTRL = 5, BX_LR = 0x4770, WORDS = 1 + 2 * REGIONS };

void fault(void);
void start(void);
void count_fault(uint32_t *frame);

static volatile uint32_t faults;

__attribute__((section(".vectors"), used)) static const uintptr_t vectors[16] = {
    0x00380000u, (uintptr_t)start, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault,
};

// Goes on where the probe's caller would: the probe is a function of its own, and r14 says where.
void count_fault(uint32_t *frame)
{
    enum { LR = 5, PC = 6 };
    faults++;
    frame[PC] = frame[LR] & ~1u;
}

__attribute__((naked)) void fault(void)
{
    __asm volatile("mov r0, sp\n\tb count_fault");
}

__attribute__((naked, noinline)) static void store(volatile uint32_t *at, uint32_t word)
{
    __asm volatile("str r1, [r0]\n\tdsb\n\tbx lr");
}

static uint32_t passes(void (*probe)(volatile uint32_t *, uint32_t), uint32_t address)
{
    faults = 0;
    probe((volatile uint32_t *)address, BX_LR);
    return faults == 0;
}

static void set(const volatile uint32_t *pairs)
{
    for (uint32_t i = 0; i < REGIONS; i++) {
        MPU_RBAR = (pairs[2 * i] & ~31u) | VALID | i;
        MPU_RASR = pairs[2 * i + 1];
    }
}

void start(void)
{
    UART_DIVIDER = 16;
    UART_CTRL = 1;
    for (uint32_t i = 0; i < CASES[0]; i++) {
        const volatile uint32_t *one = CASES + 1 + i * WORDS;
        REG32(one[0]) = BX_LR;
        set(one + 1);
        MPU_CTRL = CTRL;
        __asm volatile("dsb\n\tisb");
        const uint32_t written = passes(store, one[0]);
        const uint32_t run = passes((void (*)(volatile uint32_t *, uint32_t))(one[0] | 1u), one[0]);
        MPU_CTRL = 0;
        while ((UART_STATE & 1u) != 0) {
        }
        UART_DATA = '0' + written + 2 * run;
    }
    UART_DATA = '\n';
    for (;;) {
    }
}
