// SPDX-License-Identifier: MIT
// foreign_text.c - the files of an overlay that are told in words: README, steps, script, settings.
#include "build/foreign.h"

#include "base/buf.h"
#include "provision/provision.h"

#include <string.h>

enum { TEXT_MAX = 256 * 1024 };

static void put_names(struct buf *out, const char *label, const struct names *names)
{
    buf_printf(out, "%s", label);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? " " : ", ", names->items[i]);
    }
    buf_puts(out, names->count == 0 ? " none\n" : "\n");
}

static void put_commands(struct buf *out, const struct foreign *foreign)
{
    const struct foreign_port *port = foreign->port;
    const char *board = foreign->board;
    buf_puts(
        out,
        "## What to run\n\n"
        "In the MicroPython tree, with `OVERLAY` the absolute path of this folder, and no spaces "
        "in it.\n"
        "A build folder that was used with other settings keeps stale objects: it goes first.\n\n");
    if (port->cmake) {
        buf_puts(out, "    . $IDF_PATH/export.sh\n");
    }
    buf_printf(out,
               "    make -C mpy-cross\n"
               "    rm -rf %s/build-%s\n"
               "    make -C %s BOARD_DIR=$OVERLAY/boards/%s submodules\n"
               "    make -C %s BOARD_DIR=$OVERLAY/boards/%s\n",
               port->folder, board, port->folder, board, port->folder, board);
    buf_printf(out, "    NM=%s sh $OVERLAY/check.sh %s/", port->nm, port->folder);
    buf_printf(out, port->cmake ? "build-%s/micropython.elf\n" : "build-%s/firmware.elf\n", board);
    buf_puts(out, "    mpsec audit --model device.yaml THAT.elf\n\n"
                  "Give neither FROZEN_MANIFEST nor USER_C_MODULES: the board's settings name "
                  "ours, which include\n"
                  "upstream's manifest. `check.sh` is not optional: the linker says nothing when a "
                  "hook reaches nobody.\n"
                  "Then try on a board what the plan says is closed; nothing here has been tried "
                  "on one.\n\n");
}

static void put_symbols(struct buf *out, const struct foreign *foreign)
{
    const struct settings *settings = &foreign->settings;
    buf_puts(out, "## What the finished firmware's symbol table must show\n\n"
                  "| control | symbol | must be |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < settings->wish_count; i++) {
        const struct wish *wish = &settings->wishes[i];
        buf_printf(out, "| %s | `%s` | %s |\n", wish->control, wish->symbol,
                   wish->present ? "there" : "gone");
    }
    buf_puts(out, "\n");
}

const char *foreign_readme(struct arena *arena, const struct foreign *foreign)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_printf(&out,
               "# %s on %s, for your own build\n\n"
               "Written by mpsec from the device model and MicroPython %s. **Not built and not "
               "tried here**: mpsec\n"
               "has not this port's SDK, so `mpsec verify` counts nothing of this as shown.\n\n",
               foreign->request->model->device.id, foreign->board, foreign->version);
    put_names(&out, "- Carried out by this overlay:", &foreign->carried);
    put_names(&out, "- Steps on the device itself, in PROVISIONING.md:", &foreign->steps);
    put_names(&out, "- In the plan, but nothing here carries it out:", &foreign->by_hand);
    buf_puts(&out, "\n");
    put_commands(&out, foreign);
    put_symbols(&out, foreign);
    buf_printf(&out, "## What is peculiar to %s\n\n%s\n", foreign->port->folder,
               foreign->port->notes);
    buf_puts(
        &out,
        "## What is in here\n\n"
        "- `boards/`: upstream's folder of the board; behind the last line of its settings, ours.\n"
        "- `config/`: the header that has the last word over the port's configuration, and the one "
        "that is\n"
        "  forced into every file so that it has.\n"
        "- `manifest.py`, `application/`: what is frozen.\n"
        "- `modules/mpsec/`: the guard, as a user C module, with its linker options.\n"
        "- `check.sh`: the table above, asked of a firmware.\n");
    return out.full ? NULL : out.data;
}

const char *foreign_provisioning(struct arena *arena, const struct foreign *foreign)
{
    const struct foreign_request *request = foreign->request;
    const struct provision *provision =
        provision_make(arena, request->model, request->controls, request->control_count);
    return provision_to_markdown(arena, provision);
}

const char *foreign_check(struct arena *arena, const struct foreign *foreign)
{
    const struct settings *settings = &foreign->settings;
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_puts(&out,
             "#!/bin/sh\n"
             "# Written by mpsec. Are the hooks in force? Usage: NM=... check.sh firmware.elf\n"
             "# Status 0: all as wanted; 1: at least one is not; 2: no symbols to look at.\n"
             "elf=${1:?usage: check.sh firmware.elf}\n"
             "symbols=$(\"${NM:-nm}\" \"$elf\" | sed 's/^.* //' | sort -u)\n"
             "[ -n \"$symbols\" ] || { echo \"$elf: no symbols\" >&2; exit 2; }\n"
             "wrong=0\n"
             "while read -r control symbol wanted; do\n"
             "    if printf '%s\\n' \"$symbols\" | grep -qxF -- \"$symbol\"; then is=there; else "
             "is=gone; fi\n"
             "    [ $is = \"$wanted\" ] || { wrong=1; echo \"$control is not in force: $symbol is "
             "$is\"; }\n"
             "done <<'EOF'\n");
    for (size_t i = 0; i < settings->wish_count; i++) {
        const struct wish *wish = &settings->wishes[i];
        buf_printf(&out, "%s %s %s\n", wish->control, wish->symbol,
                   wish->present ? "there" : "gone");
    }
    buf_puts(&out, "EOF\n"
                   "[ $wrong = 0 ] && echo 'all hooks are in force'\n"
                   "exit $wrong\n");
    return out.full ? NULL : out.data;
}

const char *foreign_sdkconfig(struct arena *arena, const struct foreign *foreign, bool irreversible)
{
    const struct settings *settings = &foreign->settings;
    struct buf out;
    size_t count = 0;
    buf_init(&out, arena, TEXT_MAX);
    buf_puts(
        &out,
        irreversible
            ? "# Written by mpsec. NOT applied unless MPSEC_IRREVERSIBLE=1 is given to CMake: the "
              "first\n"
              "# start of a firmware with these options burns eFuses, for ever. Read "
              "PROVISIONING.md first.\n"
            : "# Written by mpsec: what the chosen controls change in ESP-IDF's configuration.\n");
    for (size_t i = 0; i < settings->sdkconfig_count; i++) {
        const struct assignment *line = &settings->sdkconfig[i];
        const struct control *control =
            catalogue_control(foreign->request->catalogue, line->control);
        if (control->irreversible == irreversible) {
            buf_printf(&out, "\n# %s\n%s=%s\n", line->control, line->name, line->value);
            count++;
        }
    }
    return out.full || (irreversible && count == 0) ? NULL : out.data;
}
