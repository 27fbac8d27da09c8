// SPDX-License-Identifier: MIT
// i2s.c - what upstream's main.c calls of a driver that was left out (ports/rp2/main.c names no
// condition).
void machine_i2s_init0(void);
void machine_i2s_deinit_all(void);

void machine_i2s_init0(void)
{
}

void machine_i2s_deinit_all(void)
{
}
