// SPDX-License-Identifier: MIT
// pwm.c - what upstream's main.c calls of a driver that was left out (ports/rp2/main.c names no
// condition).
void machine_pwm_deinit_all(void);

void machine_pwm_deinit_all(void)
{
}
