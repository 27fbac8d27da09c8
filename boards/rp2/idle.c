// SPDX-License-Identifier: MIT
// idle.c - keeps the blocks that nobody declared in reset.
//
// pico-sdk takes all of them out of reset once the clocks run (its initializer 00600). Here they go
// back before main() starts, and nothing that is left in the firmware takes them out again.
// MPSEC_IDLE is an expression over the names below (micropython.cmake).
#include "hardware/resets.h"
#include "pico/runtime_init.h"

#define ADC_BLOCK   RESETS_RESET_ADC_BITS
#define I2C_BLOCKS  (RESETS_RESET_I2C0_BITS | RESETS_RESET_I2C1_BITS)
#define SPI_BLOCKS  (RESETS_RESET_SPI0_BITS | RESETS_RESET_SPI1_BITS)
#define UART_BLOCKS (RESETS_RESET_UART0_BITS | RESETS_RESET_UART1_BITS)
#ifdef RESETS_RESET_PIO2_BITS
#define PIO_BLOCKS (RESETS_RESET_PIO0_BITS | RESETS_RESET_PIO1_BITS | RESETS_RESET_PIO2_BITS)
#else
#define PIO_BLOCKS (RESETS_RESET_PIO0_BITS | RESETS_RESET_PIO1_BITS)
#endif
#define PULSE_BLOCKS (RESETS_RESET_PWM_BITS | PIO_BLOCKS)

// The link keeps it by its place in the SDK's list of initializers; the gate looks for the name.
void mpsec_hold_in_reset(void);

void mpsec_hold_in_reset(void)
{
    reset_block(MPSEC_IDLE);
}

PICO_RUNTIME_INIT_FUNC_RUNTIME(mpsec_hold_in_reset, "00601");
