// SPDX-License-Identifier: MIT
// command_line.c - the port's own main(): -c, -m, scripts, -i, MICROPYPATH, MICROPYINSPECT.
#include "process.h"

int __real_main(int argc, char **argv);

int board_command_line(int argc, char **argv)
{
    return __real_main(argc, argv);
}
