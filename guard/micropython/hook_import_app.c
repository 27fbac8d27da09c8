// SPDX-License-Identifier: MIT
// hook_import_app.c - code comes from frozen modules and from the verified application only.
//
// As hook_import.c, with one exception: a path that leads into the application's own filesystem. It
// is known by its object, because a path can be unmounted and something else be mounted there. It
// is asked directly, so that upstream's look at any filesystem is in no firmware.
#include "extmod/vfs.h"
#include "py/builtin.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/runtime.h"

mp_import_stat_t __wrap_mp_vfs_import_stat(const char *path);
mp_lexer_t *__wrap_mp_lexer_new_from_file(qstr filename);

mp_import_stat_t __wrap_mp_vfs_import_stat(const char *path)
{
    const char *inside;
    const mp_vfs_mount_t *mount = mp_vfs_lookup_path(path, &inside);
    if (mount == MP_VFS_NONE || mount == MP_VFS_ROOT || MP_STATE_VM(mpsec_app_vfs) == MP_OBJ_NULL ||
        mount->obj != MP_STATE_VM(mpsec_app_vfs)) {
        return MP_IMPORT_STAT_NO_EXIST;
    }
    const mp_vfs_proto_t *protocol = MP_OBJ_TYPE_GET_SLOT(mp_obj_get_type(mount->obj), protocol);
    return protocol->import_stat(MP_OBJ_TO_PTR(mount->obj), inside);
}

mp_lexer_t *__wrap_mp_lexer_new_from_file(qstr filename)
{
    (void)filename;
    mp_raise_OSError(MP_ENOENT);
}
