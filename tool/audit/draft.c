// SPDX-License-Identifier: MIT
// draft.c - a device model to begin with, from what a firmware shows.
#include "audit/draft.h"

#include "base/buf.h"

#include <string.h>

enum { DRAFT_MAX = 64 * 1024, KINDS_MAX = 5 };

// An interface, and the fact that shows whether the firmware uses it.
static const struct use {
    const char *kinds[KINDS_MAX];
    const char *fact;
    const char *id;   // of an interface of this kind that the board record lacks
    const char *zone; // of the same
} uses[] = {
    {{"uart", "usb-cdc", "usb-serial-jtag"}, "repl-friendly", NULL, NULL},
    {{"usb-msc"}, "usb-msc", "drive", "outside"},
    {{"webrepl"}, "webrepl", "webrepl", "network"},
    {{"ble"}, "bluetooth", "bluetooth", "network"},
    {{"espnow"}, "espnow", "espnow", "network"},
    {{"wifi-sta", "wifi-ap", "ethernet", "cellular"}, "network", NULL, NULL},
};

static const struct {
    const char *fact, *line;
} valuables[] = {
    {"private-key",
     "{id: private-key, kind: key, at: chip, scope: fleet, confidentiality: severe}"},
    {"access-token",
     "{id: access-token, kind: credential, at: chip, scope: fleet, confidentiality: major}"},
    {"wifi-password",
     "{id: wifi-password, kind: credential, at: chip, scope: fleet, confidentiality: major}"},
    {"default-password",
     "{id: default-password, kind: credential, at: chip, scope: fleet, confidentiality: major}"},
};

const struct board *draft_board(const struct catalogue *catalogue,
                                const struct inventory *inventory)
{
    const char *build = inventory->identity.build;
    return build != NULL ? catalogue_board(catalogue, build) : NULL;
}

static const struct use *use_of(const char *kind)
{
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        for (size_t j = 0; j < KINDS_MAX && uses[i].kinds[j] != NULL; j++) {
            if (strcmp(uses[i].kinds[j], kind) == 0) {
                return &uses[i];
            }
        }
    }
    return NULL;
}

static const char *zone_of(const char *kind)
{
    static const char *const inside[] = {"swd", "jtag", "external-flash", "external-ram"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        if (strcmp(inside[i], kind) == 0) {
            return "enclosure";
        }
    }
    const struct use *use = use_of(kind);
    return use != NULL && strcmp(use->fact, "repl-friendly") != 0 &&
                   strcmp(use->fact, "usb-msc") != 0
               ? "network"
               : "outside";
}

static void put_interface(struct buf *out, const struct inventory *inventory, const char *id,
                          const char *kind)
{
    const struct use *use = use_of(kind);
    const enum fact_state state = use == NULL ? FACT_ABSENT : inventory_fact(inventory, use->fact);
    const bool used = state == FACT_PRESENT || state == FACT_UNKNOWN;
    buf_printf(out, "  - {id: %s, kind: %s, zone: %s, need: %s}", id, kind, zone_of(kind),
               used ? "required" : "none");
    if (use == NULL) {
        buf_puts(out, " # of the hardware: the firmware does not tell\n");
    } else {
        buf_printf(out, " # %s: %s\n", use->fact, fact_state_word(state));
    }
}

static bool has_kind(const struct board *board, const struct use *use)
{
    for (size_t i = 0; i < board->interface_count; i++) {
        if (use_of(board->interfaces[i].kind) == use) {
            return true;
        }
    }
    return false;
}

static void put_interfaces(struct buf *out, const struct inventory *inventory,
                           const struct board *board)
{
    buf_puts(out, "interfaces: # required is what the firmware uses or may use: is it needed?\n");
    for (size_t i = 0; i < board->interface_count; i++) {
        put_interface(out, inventory, board->interfaces[i].id, board->interfaces[i].kind);
    }
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        if (uses[i].id != NULL && !has_kind(board, &uses[i]) &&
            inventory_fact(inventory, uses[i].fact) == FACT_PRESENT) {
            put_interface(out, inventory, uses[i].id, uses[i].kinds[0]);
        }
    }
}

bool draft_has_secrets(const struct inventory *inventory)
{
    for (size_t i = 0; i < sizeof valuables / sizeof *valuables; i++) {
        if (inventory_fact(inventory, valuables[i].fact) == FACT_PRESENT) {
            return true;
        }
    }
    return false;
}

static void put_assets(struct buf *out, const struct inventory *inventory)
{
    buf_puts(
        out,
        "assets: # impact of a loss: none, minor, moderate, major or severe\n"
        "  - {id: app-code, kind: code, at: chip, confidentiality: minor, integrity: major}\n"
        "  - {id: task, kind: function, at: chip, integrity: major, availability: moderate}\n");
    for (size_t i = 0; i < sizeof valuables / sizeof *valuables; i++) {
        if (inventory_fact(inventory, valuables[i].fact) == FACT_PRESENT) {
            buf_printf(out, "  - %s # it is readable in the firmware\n", valuables[i].line);
        }
    }
}

static void put_adversaries(struct buf *out, const struct catalogue *catalogue, bool everybody)
{
    static const char *const usual[] = {"brief-physical", "remote-opportunist",
                                        "adjacent-proficient"};
    buf_puts(out, "adversaries: # profiles of the catalogue; any factor can be overridden here\n");
    for (size_t i = 0; everybody && i < catalogue->profiles_count; i++) {
        const char *id = catalogue->profiles[i].id;
        buf_printf(out, "  - {id: %s, profile: %s}\n", id, id);
    }
    for (size_t i = 0; !everybody && i < sizeof usual / sizeof *usual; i++) {
        if (catalogue_profile(catalogue, usual[i]) != NULL) {
            buf_printf(out, "  - {id: %s, profile: %s}\n", usual[i], usual[i]);
        }
    }
}

const char *draft_model(struct arena *arena, const struct catalogue *catalogue,
                        const struct inventory *inventory, const struct board *board,
                        bool everybody)
{
    const struct identity *identity = &inventory->identity;
    struct buf out;
    buf_init(&out, arena, DRAFT_MAX);
    buf_printf(&out,
               "# A draft, from a firmware with SHA-256\n# %s.\n"
               "# Go through every line: a firmware does not say what its device is for.\n",
               inventory->sha256 != NULL ? inventory->sha256 : "unknown");
    const char *version = identity->version != NULL ? identity->version : "0.0.0";
    model_starter_head(&out, board, "draft", arena_printf(arena, "v%s", version));
    put_interfaces(&out, inventory, board);
    buf_puts(&out, "functions: # essential: no control may take it away\n"
                   "  - {id: main-task, essential: true}\n");
    put_assets(&out, inventory);
    put_adversaries(&out, catalogue, everybody);
    buf_puts(&out, "risk_appetite: # the highest feasibility of an attack that you live with\n"
                   "  method: attack-potential/1\n"
                   "  accept_up_to: {severe: very-low, major: low, moderate: medium, minor: high}\n"
                   "# application: # where its source is; the firmware does not tell\n"
                   "#   folder: app\n"
                   "#   entry: main.py\n");
    buf_puts(&out, draft_has_secrets(inventory) ? "#   traits: [secrets-in-code]\n" : "");
    return out.data;
}
