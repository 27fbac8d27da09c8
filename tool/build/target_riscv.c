// SPDX-License-Identifier: MIT
// target_riscv.c - the RV32 device: upstream's ports/qemu with boards/qemu-riscv.
#include "build/target.h"

static const struct tool_need tools[] = {
    {"make", "make"},
    {"python3", "python3"},
    {"gcc", "gcc"}, // mpy-cross runs on this machine
    {"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf, picolibc-riscv64-unknown-elf"},
    {"riscv64-unknown-elf-objcopy", "binutils-riscv64-unknown-elf"},
};

static const char *const make[] = {"MPSEC_BOARD=qemu-riscv", NULL};

const struct target target_qemu_riscv = {
    .name = "qemu-riscv",
    .port = "qemu",
    .port_folder = "ports/qemu",
    .board_folder = "boards/qemu-riscv",
    .board_header = "common/qemu_mpconfig.h",
    .prefix = "riscv64-unknown-elf-",
    .oldest_minor = 25,
    .tools = tools,
    .tool_count = sizeof tools / sizeof *tools,
    .make = make,
    .guard_make = "MPSEC_GUARD=1",
    .wrap_make = "MPSEC_WRAP",
    .mpy_arch = "rv32imc",
    .firmware = "firmware.elf",
};
