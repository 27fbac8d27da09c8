// SPDX-License-Identifier: MIT
// no_console.c - the input of a firmware that has neither USB nor a serial prompt: always empty.
//
// Upstream's port still reads it there and no longer defines it. Where it does, its own one stands.
#include "py/ringbuf.h"

MP_WEAK ringbuf_t stdin_ringbuf = {0};
