// dupterm.h - the second console that os.dupterm() sets up, or its absence.
#ifndef DUPTERM_H
#define DUPTERM_H

#include "extmod/misc.h"
#include "py/mpconfig.h"

#if MICROPY_PY_OS_DUPTERM
static inline int dupterm_read(void)
{
    return mp_os_dupterm_rx_chr();
}

static inline uintptr_t dupterm_poll(uintptr_t poll_flags)
{
    return mp_os_dupterm_poll(poll_flags);
}

static inline void dupterm_write(const char *str, size_t len)
{
    (void)mp_os_dupterm_tx_strn(str, len);
}
#else
static inline int dupterm_read(void)
{
    return -1;
}

static inline uintptr_t dupterm_poll(uintptr_t poll_flags)
{
    (void)poll_flags;
    return 0;
}

static inline void dupterm_write(const char *str, size_t len)
{
    (void)str;
    (void)len;
}
#endif

#endif
