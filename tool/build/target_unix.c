// SPDX-License-Identifier: MIT
// target_unix.c - a device that is a process of this machine: upstream's ports/unix with
// boards/unix.
#include "build/target.h"

static const struct tool_need tools[] = {
    {"make", "make"},
    {"python3", "python3"},
    {"gcc", "gcc"},
};

// The variant lies beside the board's own files. Upstream strips what it links, and the gate could
// judge nothing then.
static const char *const make[] = {
    "MPSEC_BOARD=unix",
    "VARIANT_DIR=$(MICROPY_MANIFEST_MPSEC_BOARD_DIR)/variant",
    "STRIP=",
    NULL,
};

const struct target target_unix = {
    .name = "unix",
    .port = "unix",
    .port_folder = "ports/unix",
    .board_folder = "boards/unix",
    .board_header = "unix/board_mpconfig.h",
    .prefix = "",
    .oldest_minor = 25,
    .tools = tools,
    .tool_count = sizeof tools / sizeof *tools,
    .make = make,
    .guard_make = "MPSEC_GUARD=1",
    .wrap_make = "MPSEC_WRAP",
    .mpy_arch = "x64",
    .firmware = "firmware.elf",
    .program = true,
};
