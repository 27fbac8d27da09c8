// SPDX-License-Identifier: MIT
// hook_app.c - the signed application: admitted before Python exists, mounted as /rom, run.
//
// The mount is done here and not by MICROPY_VFS_ROM_IOCTL, which would mount whatever it finds.
#include <string.h>

#include "app.h"
#include "extmod/vfs.h"
#include "extmod/vfs_rom.h"
#include "mpsec/romfs.h"
#include "mpsec/unlock.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/objmodule.h"
#include "py/runtime.h"
#include "shared/runtime/interrupt_char.h"
#include "shared/runtime/pyexec.h"
#include "state.h"

enum { KEYBOARD_INTERRUPT = 3 };

// The mounted application, by object: what else is mounted under its path is not it.
MP_REGISTER_ROOT_POINTER(mp_obj_t mpsec_app_vfs);

static struct mpsec_launch launch;
static struct mpsec_admission admission;

const struct mpsec_admission *mpsec_app_admission(void)
{
    return &admission;
}

void mpsec_app_admit(void)
{
    mpsec_admit(&mpsec_device, &launch, &admission);
}

static void mount(struct mpsec_span payload)
{
    const mp_obj_t view = mp_obj_new_memoryview('B', payload.size, (void *)(uintptr_t)payload.data);
    mp_obj_t args[] = {
        mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_vfs_rom), view),
        mp_obj_new_str_from_cstr("/rom"), // upstream has a qstr for it only with its own mount
    };
    mp_map_t keywords;
    mp_map_init_fixed_table(&keywords, 0, NULL);
    mp_vfs_mount(MP_ARRAY_SIZE(args), args, &keywords);
    mp_obj_list_append(mp_sys_path, args[1]);
    mp_obj_list_append(mp_sys_path, mp_obj_new_str_from_cstr("/rom/lib"));
    MP_STATE_VM(mpsec_app_vfs) = args[0];
}

void mpsec_app_mount(void)
{
    MP_STATE_VM(mpsec_app_vfs) = MP_OBJ_NULL;
    const struct mpsec_span payload = mpsec_launch_open(&launch);
    mpsec_launch_clear(&launch);
    // MicroPython's own reader trusts every size and pointer in a ROMFS.
    if (payload.size == 0 || mpsec_romfs_check(payload) != MPSEC_OK) {
        return;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mount(payload);
        nlr_pop();
    }
}

bool mpsec_app_holds(const char *path)
{
    const char *inside;
    const mp_vfs_mount_t *at = mp_vfs_lookup_path(path, &inside);
    return at != MP_VFS_NONE && at != MP_VFS_ROOT && MP_STATE_VM(mpsec_app_vfs) != MP_OBJ_NULL &&
           at->obj == MP_STATE_VM(mpsec_app_vfs);
}

uint32_t mpsec_app_scopes(void)
{
    return MPSEC_SCOPE_UPDATE;
}

bool mpsec_app_is_entry(const char *filename)
{
    return strcmp(filename, "main.py") == 0;
}

static const char *word_of(enum mpsec_verdict verdict)
{
    static const struct {
        enum mpsec_verdict verdict;
        const char *word;
    } words[] = {
        {MPSEC_VERDICT_ADMIT, "good"},
        {MPSEC_VERDICT_DENY_KEY, "unknown key"},
        {MPSEC_VERDICT_DENY_DIGEST, "no image"},
        {MPSEC_VERDICT_DENY_ROLE, "wrong role"},
        {MPSEC_VERDICT_DENY_CLASS, "not for this device"},
        {MPSEC_VERDICT_DENY_ROLLBACK, "too old"},
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(words); i++) {
        if (words[i].verdict == verdict) {
            return words[i].word;
        }
    }
    return "refused";
}

// As pyexec.c runs a script, but by importing it: what the compiler is needed for is missing.
static int run_entry(void)
{
    int result = 0;
    nlr_buf_t nlr;
    mp_hal_set_interrupt_char(KEYBOARD_INTERRUPT);
    if (nlr_push(&nlr) == 0) {
        // The fourth argument asks for the name __main__ (MICROPY_MODULE_OVERRIDE_MAIN_IMPORT).
        const mp_obj_t args[] = {MP_OBJ_NEW_QSTR(MP_QSTR_main), mp_const_none, mp_const_none,
                                 mp_const_false, MP_OBJ_NEW_SMALL_INT(0)};
        mp_builtin___import__(MP_ARRAY_SIZE(args), args);
        nlr_pop();
        result = 1;
    } else {
        const mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
        const mp_obj_t type = MP_OBJ_FROM_PTR(mp_obj_get_type(exception));
        if (mp_obj_is_subclass_fast(type, MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
            result = PYEXEC_FORCED_EXIT;
        } else {
            mp_obj_print_exception(&mp_plat_print, exception);
        }
    }
    mp_hal_set_interrupt_char(-1);
    return result;
}

int mpsec_app_run(void)
{
    if (MP_STATE_VM(mpsec_app_vfs) == MP_OBJ_NULL) {
        mp_printf(&mp_plat_print, "guard: no application may run (slot 0: %s, slot 1: %s)\n",
                  word_of(admission.verdicts[0]), word_of(admission.verdicts[1]));
        return 0;
    }
    return run_entry();
}
