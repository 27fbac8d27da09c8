// SPDX-License-Identifier: MIT
// foreign_build.c - the settings that an overlay adds behind the board's own, for make and CMake.
#include "build/foreign.h"

#include "base/buf.h"

enum { TEXT_MAX = 64 * 1024 };

static void put_cflags(struct buf *out, const struct foreign *foreign)
{
    for (size_t i = 0; i < foreign->settings.cflags.count; i++) {
        buf_printf(out, " %s", foreign->settings.cflags.items[i]);
    }
}

const char *foreign_make(struct arena *arena, const struct foreign *foreign)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    // mboot's makefile includes this file, too, and must not see what follows.
    buf_printf(
        &out,
        "\n# --- Written by mpsec; everything above is upstream's ---\n"
        "ifeq ($(notdir $(CURDIR)),%s)\n"
        "MPSEC_OVERLAY := $(abspath $(BOARD_DIR)/../..)\n"
        "ifneq ($(filter command line environment override,$(origin FROZEN_MANIFEST) $(origin "
        "USER_C_MODULES)),)\n"
        "$(error give neither FROZEN_MANIFEST nor USER_C_MODULES: mpsec's overlay sets both)\n"
        "endif\n"
        "MICROPY_MANIFEST_MPSEC_UPSTREAM := $(abspath $(or $(FROZEN_MANIFEST),%s))\n"
        "MICROPY_MANIFEST_MPSEC_OVERLAY := $(MPSEC_OVERLAY)\n"
        "FROZEN_MANIFEST := $(MPSEC_OVERLAY)/manifest.py\n"
        "USER_C_MODULES := $(MPSEC_OVERLAY)/modules\n"
        "# Under LTO the linker forgets --wrap and says nothing.\n"
        "override LTO := 0\n"
        "override CFLAGS_EXTRA += -I$(MPSEC_OVERLAY)/config -include mpsec_pre.h",
        foreign->port->name, foreign->port->manifest);
    put_cflags(&out, foreign);
    buf_puts(&out, "\n");
    for (size_t i = 0; i < foreign->settings.make_count; i++) {
        const struct assignment *line = &foreign->settings.make[i];
        buf_printf(&out, "override %s := %s\n", line->name, line->value);
    }
    buf_puts(&out, "endif\n");
    return out.full ? NULL : out.data;
}

const char *foreign_cmake(struct arena *arena, const struct foreign *foreign)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_printf(
        &out,
        "\n# --- Written by mpsec; everything above is upstream's ---\n"
        "get_filename_component(MPSEC_OVERLAY \"${CMAKE_CURRENT_LIST_DIR}/../..\" ABSOLUTE)\n"
        "if(MICROPY_USER_FROZEN_MANIFEST OR USER_C_MODULES)\n"
        "    message(FATAL_ERROR \"give neither FROZEN_MANIFEST nor USER_C_MODULES: mpsec's "
        "overlay sets both\")\n"
        "endif()\n"
        "if(NOT MICROPY_FROZEN_MANIFEST)\n"
        "    set(MICROPY_FROZEN_MANIFEST ${CMAKE_SOURCE_DIR}/%s)\n"
        "endif()\n"
        "set(MICROPY_MANIFEST_MPSEC_UPSTREAM ${MICROPY_FROZEN_MANIFEST})\n"
        "set(MICROPY_MANIFEST_MPSEC_OVERLAY ${MPSEC_OVERLAY})\n"
        "set(MICROPY_FROZEN_MANIFEST ${MPSEC_OVERLAY}/manifest.py)\n"
        "set(USER_C_MODULES ${MPSEC_OVERLAY}/modules/mpsec/micropython.cmake)\n"
        "set(ENV{CFLAGS_EXTRA} \"$ENV{CFLAGS_EXTRA} -I${MPSEC_OVERLAY}/config -include mpsec_pre.h",
        foreign->port->manifest);
    put_cflags(&out, foreign);
    buf_puts(
        &out,
        "\")\n"
        "list(APPEND SDKCONFIG_DEFAULTS ${CMAKE_CURRENT_LIST_DIR}/sdkconfig.mpsec)\n"
        "if(MPSEC_IRREVERSIBLE)\n"
        "    list(APPEND SDKCONFIG_DEFAULTS ${CMAKE_CURRENT_LIST_DIR}/sdkconfig.irreversible)\n"
        "endif()\n");
    for (size_t i = 0; i < foreign->settings.make_count; i++) {
        const struct assignment *line = &foreign->settings.make[i];
        buf_printf(&out, "set(%s %s)\n", line->name, line->value);
    }
    return out.full ? NULL : out.data;
}
