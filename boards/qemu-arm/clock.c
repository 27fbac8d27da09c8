// SPDX-License-Identifier: MIT
// clock.c - interrupt vectors, the millisecond clock, and reset.
#include "common/board.h"
#include "cortex_m.h"
#include "vectors.h"

enum { SYSTEM_VECTORS = 16, IRQ_VECTORS = 32 };

// Provided by the port: the initial stack pointer and the code that sets up memory.
extern uint32_t _estack;
void Reset_Handler(void);

static volatile uint32_t uptime_ms;

// The port's own table ends before the first interrupt of a peripheral, so it is replaced whole.
// VTOR wants it aligned to its size, rounded up to a power of two (ARMv7-M B1.5.3). It lies with
// the port's table at the start of the image, so that its alignment does not blur the size of a
// build. A fault resets, as on most boards: the port's handlers print registers and then hang for
// ever.
__attribute__((section(".isr_vector"),
               aligned(256))) static const uintptr_t vectors[SYSTEM_VECTORS + IRQ_VECTORS] = {
    [0] = (uintptr_t)&_estack,
    [1] = (uintptr_t)&Reset_Handler,
    [2] = (uintptr_t)&board_reset, // NMI
    [3] = (uintptr_t)&board_reset, // HardFault
    [4] = (uintptr_t)&board_reset, // MemManage
    [5] = (uintptr_t)&board_reset, // BusFault
    [6] = (uintptr_t)&board_reset, // UsageFault
    [15] = (uintptr_t)&board_systick_handler,
    [SYSTEM_VECTORS + BOARD_UART0_RX_IRQ] = (uintptr_t)&board_uart0_rx_handler,
};

void board_systick_handler(void)
{
    uptime_ms = uptime_ms + 1;
}

void board_init(void)
{
    SCB_VTOR = (uint32_t)(uintptr_t)vectors;
    SYST_RVR = BOARD_CPU_HZ / 1000u - 1u;
    SYST_CVR = 0;
    SYST_CSR = SYST_CSR_CLKSOURCE | SYST_CSR_TICKINT | SYST_CSR_ENABLE;
}

uint32_t board_ticks_ms(void)
{
    return uptime_ms;
}

uint64_t board_uptime_us(void)
{
    const uint32_t state = board_irq_disable();
    uint32_t counter = SYST_CVR;
    uint32_t ms = uptime_ms;

    // The counter may have wrapped after interrupts were masked; its handler is then still to run
    // and the counter has to be read again, because the first reading may be from before.
    if ((SCB_ICSR & SCB_ICSR_PENDSTSET) != 0) {
        counter = SYST_CVR;
        ms = ms + 1;
    }
    board_irq_restore(state);

    const uint32_t elapsed = BOARD_CPU_HZ / 1000u - 1u - counter;
    return (uint64_t)ms * 1000u + elapsed / (BOARD_CPU_HZ / 1000000u);
}

uint32_t board_ticks_us(void)
{
    return (uint32_t)board_uptime_us();
}

void board_idle(void)
{
    __asm volatile("wfi");
}

void board_reset(void)
{
    __asm volatile("dsb" ::: "memory");
    SCB_AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_SYSRESETREQ;
    for (;;) {
        board_idle();
    }
}

uint32_t board_irq_disable(void)
{
    uint32_t state;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state)::"memory");
    return state;
}

void board_irq_restore(uint32_t state)
{
    __asm volatile("msr primask, %0" ::"r"(state) : "memory");
}
