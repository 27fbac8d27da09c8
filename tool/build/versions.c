// SPDX-License-Identifier: MIT
#include "build/versions.h"

#include <string.h>

static const struct difference differences[] = {
    {"MICROPY_HW_ENABLE_USB_RUNTIME_DEVICE", 23, 0, BEFORE_NOTHING, "machine.USBDevice"},
    {"MICROPY_PYEXEC_ENABLE_EXIT_CODE_HANDLING", 27, 0, BEFORE_NOTHING, "exit codes of scripts"},
    {"MICROPY_PYEXEC_ENABLE_VM_ABORT", 27, 0, BEFORE_NOTHING, "the end of a script from outside"},
    {"MICROPY_PY_MACHINE_I2C_TARGET", 26, 0, BEFORE_NOTHING, "machine.I2CTarget"},
    {"MICROPY_PY_MACHINE_MEMX", 23, 0, BEFORE_ALWAYS, "machine.mem8, mem16 and mem32"},
    {"MICROPY_PY_MARSHAL", 25, 0, BEFORE_NOTHING, "the module marshal"},
    {"MICROPY_PY_VFS", 23, 0, BEFORE_NOTHING, "the module vfs"},
    {"MICROPY_VFS_ROM", 25, 0, BEFORE_NOTHING, "the ROM filesystem"},
    {"MICROPY_VFS_ROM_IOCTL", 25, 0, BEFORE_NOTHING, "the ROM filesystem"},
    {"MICROPY_VFS_WRITABLE", 25, 0, BEFORE_ALWAYS, "writing to filesystems"},
    {"machine_usb_device_type", 23, 0, BEFORE_NOTHING, "machine.USBDevice"},
    {"mp_type_vfs_rom", 25, 0, BEFORE_NOTHING, "the ROM filesystem"},
    {"mp_vfs_mount_romfs_protected", 25, 0, BEFORE_NOTHING, "the ROM filesystem"},
    {"mp_vfs_rom_ioctl", 25, 0, BEFORE_NOTHING, "the ROM filesystem"},
    {"pyexec_system_exit", 22, 23, BEFORE_NOTHING, "the flag of a forced exit"},
    {"pyexec_vstr", 25, 0, BEFORE_ALWAYS, "the prompt that runs text from memory"},
};

const struct difference *versions_differences(size_t *count)
{
    *count = sizeof differences / sizeof *differences;
    return differences;
}

const struct difference *versions_find(const char *name)
{
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        if (strcmp(differences[i].name, name) == 0) {
            return &differences[i];
        }
    }
    return NULL;
}

bool versions_known(int major, int minor)
{
    return major == VERSIONS_MAJOR && minor >= VERSIONS_OLDEST && minor <= VERSIONS_NEWEST;
}

bool versions_has(int minor, const char *name)
{
    const struct difference *row = versions_find(name);
    return row == NULL || (minor >= row->since && (row->last == 0 || minor <= row->last));
}
