// SPDX-License-Identifier: MIT
// uart.c - what upstream's main.c calls of a driver that was left out (ports/rp2/main.c names no
// condition).
void machine_uart_deinit_all(void);

void machine_uart_deinit_all(void)
{
}
