// SPDX-License-Identifier: MIT
#include "model/model.h"

#include "base/buf.h"

#include <string.h>

enum { STARTER_MAX = 64 * 1024 };

static bool is_radio(const char *kind)
{
    static const char *const radios[] = {"wifi-sta", "wifi-ap", "ethernet", "ble",     "ble-repl",
                                         "espnow",   "webrepl", "lora",     "cellular"};
    for (size_t i = 0; i < sizeof radios / sizeof radios[0]; i++) {
        if (strcmp(radios[i], kind) == 0) {
            return true;
        }
    }
    return false;
}

// The zone from which an interface can be reached, when nothing more is known about it.
static const char *zone_of(const char *kind)
{
    static const char *const inside[] = {"swd", "jtag", "external-flash", "external-ram"};
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        if (strcmp(inside[i], kind) == 0) {
            return "enclosure";
        }
    }
    return is_radio(kind) ? "network" : "outside";
}

static void add_interfaces(struct buf *out, const struct board *board, bool *radio)
{
    *radio = false;
    buf_puts(out,
             "interfaces: # what the board has; required, service-only (a technician) or none\n");
    for (size_t i = 0; i < board->interface_count; i++) {
        const struct board_interface *interface = &board->interfaces[i];
        buf_printf(out, "  - {id: %s, kind: %s, zone: %s, need: none}\n", interface->id,
                   interface->kind, zone_of(interface->kind));
        *radio = *radio || is_radio(interface->kind);
    }
}

// The adversaries that nearly every device has, as far as this catalogue knows them.
static void add_adversaries(struct buf *out, const struct catalogue *catalogue, bool radio)
{
    static const char *const usual[] = {"brief-physical", "remote-opportunist",
                                        "adjacent-proficient"};
    size_t added = 0;
    buf_puts(out, "adversaries: # profiles of the catalogue; any factor can be overridden here\n");
    for (size_t i = 0; i < (radio ? 3U : 1U); i++) {
        if (catalogue_profile(catalogue, usual[i]) != NULL) {
            buf_printf(out, "  - {id: %s, profile: %s}\n", i == 0 ? "passer-by" : usual[i],
                       usual[i]);
            added++;
        }
    }
    if (added == 0 && catalogue->profiles_count > 0) {
        buf_printf(out, "  - {id: somebody, profile: %s}\n", catalogue->profiles[0].id);
    }
}

void model_starter_head(struct buf *out, const struct board *board, const char *id,
                        const char *micropython)
{
    buf_printf(out,
               "mpsec: 1\n"
               "device:\n"
               "  id: %s\n"
               "  board: %s            # names the chip and the interfaces that are there\n"
               "  micropython: %s\n"
               "  lifetime_years: 5\n"
               "  fleet_size: 100      # how many devices one class break would hit\n"
               "  environment: home    # home, office, public, industrial or field\n"
               "trust_zones: # 0 is hostile, 100 is trusted\n"
               "  - {id: outside, trust: 10}\n"
               "  - {id: network, trust: 20}\n"
               "  - {id: enclosure, trust: 50}\n"
               "  - {id: chip, trust: 80}\n",
               id, board->id, micropython);
}

const char *model_starter(struct arena *arena, const struct catalogue *catalogue,
                          const struct board *board, const char *id, const char *micropython)
{
    bool radio;
    struct buf out;
    buf_init(&out, arena, STARTER_MAX);
    buf_printf(&out,
               "# %s: what are we working on? `mpsec model` checks this file,\n"
               "# `mpsec threats` says what can go wrong, `mpsec plan` what to do about it.\n",
               id);
    model_starter_head(&out, board, id, micropython);
    add_interfaces(&out, board, &radio);
    buf_puts(&out,
             "functions: # essential: no control may take it away\n"
             "  - {id: main-task, essential: true}\n"
             "assets: # impact of a loss: none, minor, moderate, major or severe\n"
             "  - {id: app-code, kind: code, at: chip, confidentiality: minor, integrity: major}\n"
             "  - {id: task, kind: function, at: chip, integrity: major, availability: moderate}\n"
             "  # - {id: api-key, kind: key, at: chip, scope: fleet, confidentiality: severe}\n");
    add_adversaries(&out, catalogue, radio);
    buf_puts(&out, "risk_appetite: # the highest feasibility of an attack that you live with\n"
                   "  method: attack-potential/1\n"
                   "  accept_up_to: {severe: very-low, major: low, moderate: medium, minor: high}\n"
                   "# responses: accept or transfer what no control answers; it expires\n"
                   "#   - {threat: LEAF, response: accept, owner: WHO, reason: WHY,\n"
                   "#      expires: YYYY-MM-DD}\n"
                   "application:\n"
                   "  folder: app\n"
                   "  entry: main.py\n");
    return out.data;
}

const char *application_starter(void)
{
    return "# The application. A hardened build freezes this folder into the firmware.\n"
           "import time\n"
           "\n"
           "\n"
           "def main():\n"
           "    while True:\n"
           "        print(\"alive\", time.ticks_ms())\n"
           "        time.sleep(1)\n"
           "\n"
           "\n"
           "main()\n";
}
