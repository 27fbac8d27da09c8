// state.h - what the guard remembers from one hook to the next.
#ifndef STATE_H
#define STATE_H

#include "mpsec/boot.h"

// The one piece of state that several hooks share. All zero until the boot hook ran.
extern struct mpsec_boot mpsec_boot_state;

#endif
