// SPDX-License-Identifier: MIT
// hook_romfs.c - ROM filesystems are made by the guard and by frozen start-up code, by nobody else.
//
// Upstream's VfsRom believes the offsets in its image, so an image made of any bytes reads any
// address. Wraps mp_type_vfs_rom, which only the vfs module's table (and the guard's own mount)
// name from another file: Python finds a function in its place. What that returns is no VfsRom
// either, because type() of a mounted one would be the way back to the original.
#include "py/mperrno.h"
#include "py/runtime.h"
#include "state.h"

extern const mp_obj_type_t __real_mp_type_vfs_rom;
extern const mp_obj_fun_builtin_fixed_t __wrap_mp_type_vfs_rom;

// As upstream's, without make_new: nothing can be made of it, and nothing derived from it.
static const mp_obj_type_t *sealed_type(void)
{
    const mp_obj_type_t *real = &__real_mp_type_vfs_rom;
    mp_obj_full_type_t *sealed = m_new0(mp_obj_full_type_t, 1);
    sealed->base.type = &mp_type_type;
    sealed->flags = real->flags;
    sealed->name = real->name;
    MP_OBJ_TYPE_SET_SLOT(sealed, locals_dict, MP_OBJ_TYPE_GET_SLOT(real, locals_dict), 0);
    MP_OBJ_TYPE_SET_SLOT(sealed, protocol, MP_OBJ_TYPE_GET_SLOT(real, protocol), 1);
    return (const mp_obj_type_t *)sealed;
}

static mp_obj_t guarded_vfs_rom(mp_obj_t memory)
{
    if (mpsec_boot_may_mount(&mpsec_boot_state) != MPSEC_ADMIT) {
        mp_raise_OSError(MP_EPERM);
    }
    const mp_obj_t filesystem =
        mp_call_function_1(MP_OBJ_FROM_PTR(&__real_mp_type_vfs_rom), memory);
    ((mp_obj_base_t *)MP_OBJ_TO_PTR(filesystem))->type = sealed_type();
    return filesystem;
}
MP_DEFINE_CONST_FUN_OBJ_1(__wrap_mp_type_vfs_rom, guarded_vfs_rom);
