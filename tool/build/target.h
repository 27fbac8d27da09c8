// target.h - what differs between the boards that mpsec builds itself.
//
// A target is one const struct in a file of its own (target_qemu.c). The code above it has one
// shape for all: upstream's own build, with variables and our overlay.
#ifndef BUILD_TARGET_H
#define BUILD_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A program that has to be there, and the Debian package that brings it.
struct tool_need {
    const char *program;
    const char *package;
};

struct target {
    const char *name;         // "qemu-arm", as board records name it
    const char *port;         // "qemu", as controls name it in `build`
    const char *port_folder;  // in the MicroPython tree
    const char *board_folder; // our additions, in mpsec's home; its parent holds user C modules
    const char *board_header; // included behind the port's configuration; NULL: none
    const char *prefix;       // of compiler and binutils, "arm-none-eabi-"
    int oldest_minor;         // first MicroPython 1.x that has the port
    const struct tool_need *tools;
    size_t tool_count;
    const char *const *make; // variables that are always given, NULL-terminated
    const char *guard_make;  // given when a control brings guard sources or wraps
    const char *wrap_make;   // name of the variable that lists symbols for --wrap
    const char *mpy_arch;    // machine of native code, as mpy-cross calls it
    const char *firmware;    // in upstream's build folder, "firmware.elf"
    bool program;            // it runs as a process of this machine, so there is only the ELF file
    bool cmake;              // upstream builds it with CMake, else with make
    // Files of submodules that release archives lack, NULL-terminated; NULL: none are needed.
    const char *const *submodules;
    uint32_t uf2_family;    // of the boot loader that takes UF2 files; 0: none does
    uint32_t flash_address; // of the first byte of firmware.bin, for UF2
};

extern const struct target target_qemu_arm;
extern const struct target target_qemu_riscv;
extern const struct target target_rp2040;
extern const struct target target_rp2350;
extern const struct target target_unix;

// The target called `name`, or NULL.
const struct target *target_find(const char *name);

#endif
