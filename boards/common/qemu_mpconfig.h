// qemu_mpconfig.h - what the devices of ports/qemu add to the port's configuration.
//
// Stock and hardened builds share this file. It is included after the port's mpconfigport.h,
// whose macros have no #ifndef, and before the macros that the chosen controls set.
#ifndef QEMU_MPCONFIG_H
#define QEMU_MPCONFIG_H

#include <stdint.h>

// A typical board tells the time, sleeps, polls its streams and can move its console.
#undef MICROPY_PY_TIME
#define MICROPY_PY_TIME (1)
#undef MICROPY_PY_SELECT
#define MICROPY_PY_SELECT     (1)
#define MICROPY_PY_OS_DUPTERM (1)
#define MICROPY_PY_OS_UNAME   (1)

// machine: the port's own file leaves reset to an exit of QEMU.
#undef MICROPY_PY_MACHINE_INCLUDEFILE
#define MICROPY_PY_MACHINE_INCLUDEFILE            "common/machine.c"
#define MICROPY_PY_MACHINE_BARE_METAL_FUNCS       (1)
#define MICROPY_PY_MACHINE_DISABLE_IRQ_ENABLE_IRQ (1)

// The console's interrupt handler schedules exceptions, so the scheduler's lists need a lock.
uint32_t board_irq_disable(void);
void board_irq_restore(uint32_t state);
void board_idle(void);
#define MICROPY_BEGIN_ATOMIC_SECTION()    board_irq_disable()
#define MICROPY_END_ATOMIC_SECTION(state) board_irq_restore(state)
#define MICROPY_INTERNAL_WFE(timeout_ms)  board_idle()

#endif
