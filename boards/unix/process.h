// process.h - the life of the device unix as a process of the host.
#ifndef PROCESS_H
#define PROCESS_H

// The device, from reset to prompt (boards/common/board_main.c). Does not return.
int board_main(int argc, char **argv);

// What the words behind the program's name do. command_line.c is upstream's own; no_command_line.c
// refuses them. Which of the two is compiled is the build's choice (MPSEC_COMMAND_LINE).
int board_command_line(int argc, char **argv);

#endif
