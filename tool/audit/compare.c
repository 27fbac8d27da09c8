// SPDX-License-Identifier: MIT
#include "audit/audit.h"

#include <string.h>

enum { KINDS_MAX = 6 };

// A fact that shows an interface, and the kinds of interface whose declaration covers it.
static const struct observation {
    const char *fact;
    const char *what;
    const char *kinds[KINDS_MAX];
} observations[] = {
    {"bluetooth", "Bluetooth", {"ble", "ble-repl"}},
    {"bootloader-entry",
     "a way into the boot loader",
     {"usb-dfu", "uf2-loader", "rom-usb-loader", "rom-uart-loader"}},
    {"driver-adc", "the ADC driver", {"adc"}},
    {"driver-i2c", "the I2C driver", {"i2c"}},
    {"driver-i2s", "the I2S driver", {"i2s"}},
    {"driver-pulses", "PWM, PIO or bitstream", {"gpio", "i2s"}},
    {"driver-spi", "the SPI driver", {"spi", "spi-radio", "lora", "ethernet"}},
    {"driver-uart", "the UART driver", {"uart-data", "rs485", "cellular", "modbus"}},
    {"network", "network interfaces", {"wifi-sta", "wifi-ap", "ethernet", "cellular", "espnow"}},
    {"repl-friendly",
     "a Python prompt on the console",
     {"uart", "usb-cdc", "usb-serial-jtag", "ble-repl", "telnet"}},
    {"repl-raw",
     "the raw prompt on the console",
     {"uart", "usb-cdc", "usb-serial-jtag", "ble-repl", "telnet"}},
    {"usb-msc", "the filesystem as a USB drive", {"usb-msc"}},
    {"webrepl", "the WebREPL", {"webrepl"}},
};

enum { OBSERVATION_COUNT = sizeof observations / sizeof *observations };

static bool covers(const struct observation *observation, const struct interface *interface)
{
    for (size_t i = 0; i < KINDS_MAX && observation->kinds[i] != NULL; i++) {
        if (strcmp(observation->kinds[i], interface->kind) == 0) {
            return true;
        }
    }
    return false;
}

// Whether the model needs such an interface; else where it says that it does not.
static bool is_needed(const struct model *model, const struct observation *observation,
                      struct place *place)
{
    *place = model->device.place;
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        if (!covers(observation, interface)) {
            continue;
        }
        if (interface->need != NEED_NONE) {
            return true;
        }
        if (interface->declared) {
            *place = interface->place;
        }
    }
    return false;
}

static const struct fact *fact_named(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->fact_count; i++) {
        if (strcmp(inventory->facts[i].name, name) == 0) {
            return &inventory->facts[i];
        }
    }
    return NULL;
}

struct findings audit_compare(struct arena *arena, const struct inventory *inventory,
                              const struct model *model)
{
    struct findings findings = {.items = ARENA_ARRAY(arena, struct finding, OBSERVATION_COUNT)};
    for (size_t i = 0; i < OBSERVATION_COUNT; i++) {
        const struct observation *observation = &observations[i];
        const struct fact *fact = fact_named(inventory, observation->fact);
        struct place place;
        if (fact == NULL || fact->state == FACT_ABSENT || fact->state == FACT_NOT_APPLICABLE ||
            is_needed(model, observation, &place)) {
            continue;
        }
        const bool seen = fact->state == FACT_PRESENT;
        findings.items[findings.count++] = (struct finding){
            .check = "declared-interfaces",
            .severity = seen ? "error" : "note",
            .place = place,
            .evidence = arena_printf(
                arena, "%s %s, and the model does not need it: %s", observation->what,
                seen ? "is in the firmware" : "could not be looked for", fact->evidence),
            .advice =
                seen ? "declare it under `interfaces` with `need: required` or `service-only`, "
                       "or let the plan remove it"
                     : "give the ELF file of the build, with its symbols",
        };
    }
    return findings;
}
