// SPDX-License-Identifier: MIT
// hook_drivers.c - the buses that nobody declared, out of Python's reach.
//
// A port's own driver does not compile without the macro that puts its class into the module
// machine (ports/rp2/machine_i2c.c and machine_spi.c), so the class gives way to a function that
// refuses. Only the module's table names these types from another file; the linker drops the
// drivers.
#include "py/mperrno.h"
#include "py/runtime.h"

extern const mp_obj_fun_builtin_var_t __wrap_machine_i2c_type;
extern const mp_obj_fun_builtin_var_t __wrap_machine_spi_type;
extern const mp_obj_fun_builtin_var_t __wrap_mp_machine_soft_i2c_type;
extern const mp_obj_fun_builtin_var_t __wrap_mp_machine_soft_spi_type;

static mp_obj_t refuse(size_t n_args, const mp_obj_t *args)
{
    (void)n_args;
    (void)args;
    mp_raise_OSError(MP_EPERM);
}
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_machine_i2c_type, 0, refuse);
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_machine_spi_type, 0, refuse);
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_mp_machine_soft_i2c_type, 0, refuse);
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_mp_machine_soft_spi_type, 0, refuse);
