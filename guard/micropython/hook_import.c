// SPDX-License-Identifier: MIT
// hook_import.c - code comes from frozen modules only; every mounted filesystem is data.
//
// Wraps mp_vfs_import_stat, through which each import and each look for boot.py and main.py finds
// a file, and mp_lexer_new_from_file, through which execfile() opens one. Frozen modules are found
// elsewhere. To refuse where a file is loaded instead would be wrong: a dropped file that has the
// name of a frozen module would then still hide it, and the import would fail.
#include "py/builtin.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/runtime.h"

mp_import_stat_t __wrap_mp_vfs_import_stat(const char *path);
mp_lexer_t *__wrap_mp_lexer_new_from_file(qstr filename);

mp_import_stat_t __wrap_mp_vfs_import_stat(const char *path)
{
    (void)path;
    return MP_IMPORT_STAT_NO_EXIST;
}

mp_lexer_t *__wrap_mp_lexer_new_from_file(qstr filename)
{
    (void)filename;
    mp_raise_OSError(MP_ENOENT);
}
