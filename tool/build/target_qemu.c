// SPDX-License-Identifier: MIT
// target_qemu.c - the reference device: upstream's ports/qemu with boards/qemu-arm.
#include "build/target.h"

static const struct tool_need tools[] = {
    {"make", "make"},
    {"python3", "python3"},
    {"gcc", "gcc"}, // mpy-cross runs on this machine
    {"arm-none-eabi-gcc", "gcc-arm-none-eabi"},
    {"arm-none-eabi-objcopy", "binutils-arm-none-eabi"},
};

static const char *const make[] = {"MPSEC_BOARD=qemu-arm", NULL};

const struct target target_qemu_arm = {
    .name = "qemu-arm",
    .port = "qemu",
    .port_folder = "ports/qemu",
    .board_folder = "boards/qemu-arm",
    .board_header = "common/qemu_mpconfig.h",
    .prefix = "arm-none-eabi-",
    .oldest_minor = 24,
    .tools = tools,
    .tool_count = sizeof tools / sizeof *tools,
    .make = make,
    .guard_make = "MPSEC_GUARD=1",
    .wrap_make = "MPSEC_WRAP",
    .mpy_arch = "armv7m",
    .firmware = "firmware.elf",
};
