// SPDX-License-Identifier: MIT
// hook_boot.c - sees every boot and soft reset before any Python does.
//
// Wraps mp_init, mp_deinit and pyexec_file_if_exists. Every port calls all three from main.c, and
// none of them is called in the file that defines it, so --wrap reaches every caller.
#include "app.h"
#include "door.h"
#include "protect.h"
#include "py/runtime.h"
#include "shared/runtime/pyexec.h"
#include "state.h"

void __real_mp_init(void);
void __wrap_mp_init(void);
void __real_mp_deinit(void);
void __wrap_mp_deinit(void);
int __real_pyexec_file_if_exists(const char *filename);
int __wrap_pyexec_file_if_exists(const char *filename);

struct mpsec_boot mpsec_boot_state;

void __wrap_mp_init(void)
{
    // Before the real one: what may run is decided while there is no Python that could ask.
    // Protection comes first of all: a garbled jump into an image must not run it. A core that does
    // not take it begins no boot, and then no script starts.
    if (mpsec_memory_protect()) {
        mpsec_boot_begin(&mpsec_boot_state);
    }
    mpsec_app_admit();
    mpsec_door_boot();
    __real_mp_init();
    mpsec_app_mount();
}

void __wrap_mp_deinit(void)
{
    mpsec_boot_end(&mpsec_boot_state);
    __real_mp_deinit();
}

int __wrap_pyexec_file_if_exists(const char *filename)
{
    if (mpsec_boot_start_script(&mpsec_boot_state) != MPSEC_ADMIT) {
        return 0; // as if the script had raised: the port goes on to the prompt or the gate
    }
    if (mpsec_app_is_entry(filename)) {
        return mpsec_app_run();
    }
    return __real_pyexec_file_if_exists(filename);
}
