// SPDX-License-Identifier: MIT
// hook_flash.c - the blocks under the data filesystem, out of the application's reach.
//
// Wraps flash_type, the class flash.Flash of a board whose module names it from another file, or
// the class of a port that calls it otherwise (MPSEC_FLASH_TYPE). The frozen start-up script needs
// it to mount the filesystem: it gets it until the first script starts.
#include "py/mperrno.h"
#include "py/runtime.h"
#include "state.h"

#ifndef MPSEC_FLASH_TYPE
#define MPSEC_FLASH_TYPE flash_type
#endif
#define JOIN_NOW(left, right) left##right
#define JOIN(left, right)     JOIN_NOW(left, right)
#define REAL_TYPE             JOIN(__real_, MPSEC_FLASH_TYPE)
#define WRAP_TYPE             JOIN(__wrap_, MPSEC_FLASH_TYPE)

extern const mp_obj_type_t REAL_TYPE;
extern const mp_obj_fun_builtin_fixed_t WRAP_TYPE;

static mp_obj_t guarded_flash(void)
{
    if (mpsec_boot_may_mount(&mpsec_boot_state) != MPSEC_ADMIT) {
        mp_raise_OSError(MP_EPERM);
    }
    return mp_call_function_0(MP_OBJ_FROM_PTR(&REAL_TYPE));
}
MP_DEFINE_CONST_FUN_OBJ_0(WRAP_TYPE, guarded_flash);
