// SPDX-License-Identifier: MIT
// machine.c - what the machine module asks of the board.
//
// Never compiled alone: extmod/modmachine.c includes it (MICROPY_PY_MACHINE_INCLUDEFILE).
#include "py/mphal.h"

#include "common/board.h"
#include <flash_layout.h>

static void mp_machine_idle(void)
{
    mp_event_wait_indefinite();
}

#if MICROPY_PY_MACHINE_RESET
NORETURN static void mp_machine_reset(void)
{
    board_reset();
}

static mp_int_t mp_machine_reset_cause(void)
{
    return 0; // neither machine records it
}
#endif

#if MICROPY_PY_MACHINE_BARE_METAL_FUNCS
static mp_obj_t mp_machine_unique_id(void)
{
    uint8_t id[FLASH_UNIQUE_ID_SIZE] = {0};
    (void)board_flash_read(FLASH_FACTORY_OFFSET, id, sizeof(id));
    return mp_obj_new_bytes(id, sizeof(id));
}

static mp_obj_t mp_machine_get_freq(void)
{
    return MP_OBJ_NEW_SMALL_INT(BOARD_CPU_HZ);
}

static void mp_machine_set_freq(size_t n_args, const mp_obj_t *args)
{
    (void)n_args;
    (void)args;
    mp_raise_NotImplementedError(NULL);
}

static void mp_machine_lightsleep(size_t n_args, const mp_obj_t *args)
{
    if (n_args == 0) {
        mp_event_wait_indefinite();
    } else {
        mp_hal_delay_ms((mp_uint_t)mp_obj_get_int(args[0]));
    }
}

NORETURN static void mp_machine_deepsleep(size_t n_args, const mp_obj_t *args)
{
    mp_machine_lightsleep(n_args, args);
    board_reset();
}
#endif
