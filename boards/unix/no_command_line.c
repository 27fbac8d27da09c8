// SPDX-License-Identifier: MIT
// no_command_line.c - stands in for the port's main.c, which is then not compiled at all.
//
// With it go its arguments, the environment that it reads, its prompt and the files of the host
// that it mounts. What other files of the port ask of it is here.
#include <stdio.h>
#include <stdlib.h>

#include "process.h"
#include "py/mphal.h"
#include "py/runtime.h"

static void print_error(void *context, const char *text, size_t size)
{
    (void)context;
    mp_hal_stdout_tx_strn_cooked(text, size);
}

const mp_print_t mp_stderr_print = {NULL, print_error};

int board_command_line(int argc, char **argv)
{
    (void)argc;
    fprintf(stderr, "%s: this device takes no arguments\n", argv[0]);
    return 2;
}

void nlr_jump_fail(void *exception)
{
    (void)exception;
    abort();
}
