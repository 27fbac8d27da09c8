// SPDX-License-Identifier: MIT
// clock.c - traps, the clock, and reset of an RV32 core in QEMU's machine `virt`.
#include "common/board.h"
#include "virt.h"

enum { TICKS_PER_US = BOARD_CPU_HZ / 1000000u, IDLE_TICKS = BOARD_CPU_HZ / 1000u };

static uint64_t start;

static uint64_t ticks(void)
{
    uint32_t high;
    uint32_t low;
    do { // the low half may wrap between the two readings
        high = MTIME_HIGH;
        low = MTIME_LOW;
    } while (high != MTIME_HIGH);
    return (uint64_t)high << 32 | low;
}

static void wake_at(uint64_t time)
{
    MTIMECMP_HIGH = UINT32_MAX; // so that no half-written time is in the past
    MTIMECMP_LOW = (uint32_t)time;
    MTIMECMP_HIGH = (uint32_t)(time >> 32);
}

// The port's own table answers interrupts with nothing and prints at a fault, then hangs. A fault
// resets here, as on most boards.
__attribute__((interrupt("machine"), aligned(4))) static void trap(void)
{
    uint32_t cause;
    __asm volatile("csrr %0, mcause" : "=r"(cause));
    if (cause == MCAUSE_TIMER) {
        wake_at(UINT64_MAX);
    } else if (cause == MCAUSE_OUTSIDE) {
        board_outside_handler();
    } else {
        board_reset();
    }
}

void board_init(void)
{
    wake_at(UINT64_MAX);
    start = ticks();
    __asm volatile("csrw mtvec, %0" ::"r"(trap)); // bits 1:0 clear: one handler for all
    __asm volatile("csrs mie, %0" ::"r"(MIE_TIMER | MIE_OUTSIDE));
    __asm volatile("csrs mstatus, %0" ::"r"(MSTATUS_MIE));
}

uint64_t board_uptime_us(void)
{
    return (ticks() - start) / TICKS_PER_US;
}

uint32_t board_ticks_us(void)
{
    return (uint32_t)board_uptime_us();
}

uint32_t board_ticks_ms(void)
{
    return (uint32_t)(board_uptime_us() / 1000u);
}

void board_idle(void)
{
    // A masked interrupt still ends the wait, so none can slip in between these lines and leave
    // the core asleep without a wake-up.
    const uint32_t state = board_irq_disable();
    wake_at(ticks() + IDLE_TICKS);
    __asm volatile("wfi");
    board_irq_restore(state);
}

void board_reset(void)
{
    (void)board_irq_disable();
    for (;;) {
        FINISHER = FINISHER_RESET;
    }
}

uint32_t board_irq_disable(void)
{
    uint32_t state;
    __asm volatile("csrrc %0, mstatus, %1" : "=r"(state) : "r"(MSTATUS_MIE) : "memory");
    return state & MSTATUS_MIE;
}

void board_irq_restore(uint32_t state)
{
    __asm volatile("csrs mstatus, %0" ::"r"(state) : "memory");
}
