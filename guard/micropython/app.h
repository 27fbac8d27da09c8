// app.h - the application as the hooks see it: verified before Python exists, mounted, run.
//
// hook_app.c is the signed application in the slots; no_app.c is a firmware that brings its
// application along. Which of the two is compiled is the build's choice (MPSEC_APP).
#ifndef APP_H
#define APP_H

#include <stdbool.h>

#include "mpsec/admit.h"

// Before mp_init(): decides what may run. Needs no Python.
void mpsec_app_admit(void);

// After mp_init(), before the first line of Python: mounts it as /rom.
void mpsec_app_mount(void);

// Whether this script is the application's entry, which mpsec_app_run() runs instead.
bool mpsec_app_is_entry(const char *filename);

// Runs it; the answer is pyexec's.
int mpsec_app_run(void);

// What was decided at this start.
const struct mpsec_admission *mpsec_app_admission(void);

// Whether a path leads into the application's own filesystem.
bool mpsec_app_holds(const char *path);

// The scopes of the service door that this kind of application gives sense to.
uint32_t mpsec_app_scopes(void);

// The device this firmware is built for (guard/port/<target>/device.c).
extern const struct mpsec_device mpsec_device;

#endif
