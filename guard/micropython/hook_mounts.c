// SPDX-License-Identifier: MIT
// hook_mounts.c - what is mounted when the first script starts stays mounted, and nothing else.
//
// Wraps the function objects mp_vfs_mount_obj and mp_vfs_umount_obj, which the vfs and os modules
// name in their tables. To wrap mp_vfs_mount() itself would do nothing: the object that Python
// calls is initialised in the file that defines it.
#include "extmod/vfs.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "state.h"

extern const mp_obj_fun_builtin_var_t __wrap_mp_vfs_mount_obj;
extern const mp_obj_fun_builtin_fixed_t __wrap_mp_vfs_umount_obj;

static void raise_unless_setup(void)
{
    if (mpsec_boot_may_mount(&mpsec_boot_state) != MPSEC_ADMIT) {
        mp_raise_OSError(MP_EPERM);
    }
}

static mp_obj_t guarded_mount(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args)
{
    if (n_args != 0) { // without arguments it only lists what is mounted
        raise_unless_setup();
    }
    return mp_vfs_mount(n_args, args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(__wrap_mp_vfs_mount_obj, 0, guarded_mount);

static mp_obj_t guarded_umount(mp_obj_t mount)
{
    raise_unless_setup();
    return mp_vfs_umount(mount);
}
MP_DEFINE_CONST_FUN_OBJ_1(__wrap_mp_vfs_umount_obj, guarded_umount);
