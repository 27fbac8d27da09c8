// SPDX-License-Identifier: MIT
// hook_quiet_hal.c - what the application prints is not for everybody who holds a cable.
//
// Wraps mp_hal_stdout_tx_strn(), through which everything that Python and the port print goes to
// each of a port's consoles. The door's own answers go past it. For a port whose own file does not
// call it: there the wrap would not reach.
#include "door.h"
#include "py/mphal.h"

mp_uint_t __real_mp_hal_stdout_tx_strn(const char *text, size_t size);
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size);

// As if it were all sent: who prints has no business to know.
mp_uint_t __wrap_mp_hal_stdout_tx_strn(const char *text, size_t size)
{
    return mpsec_door_shows_output() ? __real_mp_hal_stdout_tx_strn(text, size) : size;
}
