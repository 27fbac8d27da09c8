// virt.h - the registers of QEMU's machine `virt` that this board touches.
//
// Addresses are those of QEMU's hw/riscv/virt.c; the registers behind them are those of the SiFive
// CLINT and PLIC, the NS16550 and the SiFive test finisher.
#ifndef VIRT_H
#define VIRT_H

#include <stdint.h>

#define REG8(address)  (*(volatile uint8_t *)(uintptr_t)(address))
#define REG32(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define FINISHER       REG32(0x00100000u)
#define FINISHER_RESET 0x7777u

// 64 bits each, read and written in halves. The clock runs at 10 MHz.
#define MTIMECMP_LOW  REG32(0x02004000u)
#define MTIMECMP_HIGH REG32(0x02004004u)
#define MTIME_LOW     REG32(0x0200bff8u)
#define MTIME_HIGH    REG32(0x0200bffcu)

// The interrupt of the console at the interrupt controller.
#define PLIC_UART0       10u
#define PLIC_PRIORITY(n) REG32(0x0c000000u + 4u * (n))
#define PLIC_ENABLE      REG32(0x0c002000u)
#define PLIC_THRESHOLD   REG32(0x0c200000u)
#define PLIC_CLAIM       REG32(0x0c200004u)

#define UART0_DATA 0x10000000u
#define UART0_IER  0x10000001u
#define UART0_LSR  0x10000005u

#define UART_IER_RX   (1u << 0)
#define UART_LSR_RX   (1u << 0)
#define UART_LSR_SENT (1u << 5)

// Bits of the machine's status and interrupt registers (privileged specification, 3.1.6, 3.1.9).
#define MSTATUS_MIE (1u << 3)
#define MIE_TIMER   (1u << 7)
#define MIE_OUTSIDE (1u << 11)

#define MCAUSE_TIMER   0x80000007u
#define MCAUSE_OUTSIDE 0x8000000bu

// Called by the trap handler when the interrupt controller has something.
void board_outside_handler(void);

#endif
