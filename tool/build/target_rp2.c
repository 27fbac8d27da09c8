// SPDX-License-Identifier: MIT
// target_rp2.c - Raspberry Pi Pico and Pico 2: upstream's ports/rp2 with boards/rp2.
#include "build/target.h"

static const struct tool_need tools[] = {
    {"make", "make"},
    {"cmake", "cmake"},
    {"python3", "python3"},
    {"gcc", "gcc"}, // mpy-cross and pioasm run on this machine
    {"g++", "g++"},
    {"arm-none-eabi-gcc", "gcc-arm-none-eabi"},
    {"arm-none-eabi-objcopy", "binutils-arm-none-eabi"},
};

// picotool would only make the UF2 file, which we write ourselves.
static const char *const make[] = {"PICO_BUILD_DOCS=0", "PICO_NO_PICOTOOL=1", NULL};

static const char *const submodules[] = {
    "lib/pico-sdk/pico_sdk_init.cmake",
    "lib/tinyusb/src/tusb.c",
    "lib/mbedtls/include/mbedtls/ssl.h",
    NULL,
};

// The family IDs are those of the UF2 list: RP2040, and RP2350 in its secure Arm form.
#define RP2_TARGET(id, family)                                                                   \
    {                                                                                            \
        .name = id, .port = "rp2", .port_folder = "ports/rp2", .board_folder = "boards/rp2",     \
        .prefix = "arm-none-eabi-", .oldest_minor = 24, .tools = tools,                          \
        .tool_count = sizeof tools / sizeof *tools, .make = make, .guard_make = "MPSEC_GUARD=1", \
        .wrap_make = "MPSEC_WRAP", .firmware = "firmware.elf", .cmake = true,                    \
        .submodules = submodules, .uf2_family = family, .flash_address = 0x10000000U             \
    }

const struct target target_rp2040 = RP2_TARGET("rp2040", 0xe48bff56U);
const struct target target_rp2350 = RP2_TARGET("rp2350", 0xe48bff59U);
