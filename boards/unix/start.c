// SPDX-License-Identifier: MIT
// start.c - a device when it is started alone, upstream's program when it is given words.
//
// The C library calls this in place of the port's main() (--wrap=main).
#include "process.h"

int __wrap_main(int argc, char **argv);

int __wrap_main(int argc, char **argv)
{
    return argc > 1 ? board_command_line(argc, argv) : board_main(argc, argv);
}
