// SPDX-License-Identifier: MIT
// foreign_port.c - what differs between the ports that overlays are written for. Read from
// upstream's makefiles of 1.25 and 1.26; tests/cli/test_overlay.py asks both trees again.
#include "build/foreign.h"

#include <string.h>

static const struct foreign_port ports[] = {
    {
        .name = "esp32",
        .folder = "ports/esp32",
        .wrap = "-Wl,--wrap=",
        .manifest = "boards/manifest.py",
        .nm = "riscv32-esp-elf-nm or xtensa-esp32-elf-nm",
        .firmware = "build-%s/micropython.elf",
        .cmake = true,
        .notes = "- The environment variable `CFLAGS_EXTRA` is set by the board's CMake file; a "
                 "value of your own is kept.\n"
                 "- `sdkconfig.mpsec` is applied. `sdkconfig.irreversible`, when it is there, is "
                 "applied only with\n"
                 "  `IDFPY_FLAGS=\"-D MPSEC_IRREVERSIBLE=1\"`: the FIRST START of such a firmware "
                 "burns eFuses by itself.\n"
                 "- Only the ESP-IDF release that this MicroPython names in "
                 "`ports/esp32/README.md` is known to work.\n",
    },
    {
        .name = "mimxrt",
        .folder = "ports/mimxrt",
        .wrap = "--wrap=", // linked by ld itself
        .manifest = "boards/manifest.py",
        .nm = "arm-none-eabi-nm",
        .firmware = "build-%s/firmware.elf",
        .notes = "- This port links with `ld` itself, so the linker options come without `-Wl,`.\n",
    },
    {
        .name = "nrf",
        .folder = "ports/nrf",
        .wrap = "-Wl,--wrap=",
        .manifest = "modules/manifest.py",
        .nm = "arm-none-eabi-nm",
        .firmware = "build-%s/firmware.elf",
        .notes = "- This port links with LTO by default, and LTO undoes `--wrap` without a word. "
                 "The overlay sets\n"
                 "  `LTO=0`; the firmware grows by it.\n",
    },
    {
        .name = "samd",
        .folder = "ports/samd",
        .wrap = "--wrap=", // linked by ld itself
        .manifest = "boards/manifest.py",
        .nm = "arm-none-eabi-nm",
        .firmware = "build-%s/firmware.elf",
        .notes = "- This port links with `ld` itself, so the linker options come without `-Wl,`.\n"
                 "- The UF2 loader in flash takes any firmware; the security bit does not change "
                 "that.\n",
    },
    {
        .name = "stm32",
        .folder = "ports/stm32",
        .wrap = "-Wl,--wrap=",
        .manifest = "boards/manifest.py",
        .nm = "arm-none-eabi-nm",
        .firmware = "build-%s/firmware.elf",
        .notes = "- Some boards link with LTO, and LTO undoes `--wrap` without a word. The overlay "
                 "sets `LTO=0`; a\n"
                 "  firmware that no longer fits needs fewer features, not LTO.\n"
                 "- Without the compiler main.c has no prompt loop: the gate then stands where the "
                 "soft reset begins.\n"
                 "- mboot is built without any of this: its folder includes the board's makefile, "
                 "and our part of it\n"
                 "  holds for `ports/stm32` only.\n",
    },
};

const struct foreign_port *foreign_port_find(const char *name)
{
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        if (strcmp(ports[i].name, name) == 0) {
            return &ports[i];
        }
    }
    return NULL;
}
