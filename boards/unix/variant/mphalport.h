// mphalport.h - the port's, with a console that polls and an interrupt character that is a byte.
//
// The port knows Ctrl-C as a signal of its terminal and refuses to be asked whether a byte waits.
// This one is found first and includes it; as it, it has no guard. unix_mphal.c is compiled with
// BOARD_UPSTREAM_HALF and keeps the port's function under another name, which nothing calls.
#define mp_hal_set_interrupt_char unix_set_interrupt_char
#include_next <mphalport.h>
#ifndef BOARD_UPSTREAM_HALF
#undef mp_hal_set_interrupt_char
#include "shared/runtime/interrupt_char.h"
#endif
#undef mp_hal_stdio_poll
