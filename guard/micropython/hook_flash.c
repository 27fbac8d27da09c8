// SPDX-License-Identifier: MIT
// hook_flash.c - the blocks under the data filesystem, out of the application's reach.
//
// Wraps flash_type, the class flash.Flash of a board whose module names it from another file. The
// frozen start-up script needs it to mount the filesystem: it gets it until the first script
// starts.
#include "py/mperrno.h"
#include "py/runtime.h"
#include "state.h"

extern const mp_obj_type_t __real_flash_type;
extern const mp_obj_fun_builtin_fixed_t __wrap_flash_type;

static mp_obj_t guarded_flash(void)
{
    if (mpsec_boot_may_mount(&mpsec_boot_state) != MPSEC_ADMIT) {
        mp_raise_OSError(MP_EPERM);
    }
    return mp_call_function_0(MP_OBJ_FROM_PTR(&__real_flash_type));
}
MP_DEFINE_CONST_FUN_OBJ_0(__wrap_flash_type, guarded_flash);
