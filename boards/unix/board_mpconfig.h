// board_mpconfig.h - what the device unix adds to the port's configuration.
//
// Stock and hardened builds share this file. It is included after the port's mpconfigport.h and
// before the macros that the chosen controls set.
#ifndef BOARD_MPCONFIG_H
#define BOARD_MPCONFIG_H

#include <stdint.h>

#define MICROPY_BANNER_MACHINE "a device in a process"

#define MICROPY_HEAP_SIZE (2 * 1024 * 1024)
#define BOARD_STACK_LIMIT (80 * 1024) // as the port's own main()

// A byte on the console interrupts, not a signal of the terminal.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
#define MICROPY_KBD_EXCEPTION  (1)

// A device has one way out, and no standard error beside it.
#undef MICROPY_ERROR_PRINTER
#define MICROPY_ERROR_PRINTER (&mp_plat_print)

// As boards have it: sys.path is made before the first line of Python.
#undef MICROPY_PY_SYS_PATH_ARGV_DEFAULTS
#define MICROPY_PY_SYS_PATH_ARGV_DEFAULTS (1)
#define MICROPY_PY_OS_DUPTERM             (1)

// machine: the port's has mem8 to mem32 by way of /dev/mem, which no product opens, and no reset.
#undef MICROPY_PY_MACHINE_INCLUDEFILE
#define MICROPY_PY_MACHINE_INCLUDEFILE            "common/machine.c"
#define MICROPY_PY_MACHINE_MEMX                   (0)
#define MICROPY_PY_MACHINE_RESET                  (1)
#define MICROPY_PY_MACHINE_BARE_METAL_FUNCS       (1)
#define MICROPY_PY_MACHINE_DISABLE_IRQ_ENABLE_IRQ (1)
#undef MICROPY_PY_MACHINE_PULSE
#define MICROPY_PY_MACHINE_PULSE (0)

// The console's signal handler schedules exceptions, so the scheduler's lists need a lock.
uint32_t board_irq_disable(void);
void board_irq_restore(uint32_t state);
#define MICROPY_BEGIN_ATOMIC_SECTION()    board_irq_disable()
#define MICROPY_END_ATOMIC_SECTION(state) board_irq_restore(state)

#endif
