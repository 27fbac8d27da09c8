// SPDX-License-Identifier: MIT
#include "catalogue/catalogue.h"

#include <stdlib.h>
#include <string.h>

// Every entry begins with its id, and every list is sorted by it.
static int compare_id(const void *id, const void *entry)
{
    return strcmp(id, *(const char *const *)entry);
}

static const void *find(const char *id, const void *items, size_t count, size_t size)
{
    return count == 0 ? NULL : bsearch(id, items, count, size, compare_id);
}

#define FIND(catalogue, list, id) \
    find((id), (catalogue)->list, (catalogue)->list##_count, sizeof *(catalogue)->list)

const struct goal *catalogue_goal(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, goals, id);
}

const struct leaf *catalogue_leaf(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, leaves, id);
}

const struct control *catalogue_control(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, controls, id);
}

const struct chip *catalogue_chip(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, chips, id);
}

const struct board *catalogue_board(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, boards, id);
}

const struct adversary_profile *catalogue_profile(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, profiles, id);
}

const struct check *catalogue_check(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, checks, id);
}

const struct attack *catalogue_attack(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, attacks, id);
}

const struct standard *catalogue_standard(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, standards, id);
}

const struct state *catalogue_state(const struct catalogue *catalogue, const char *id)
{
    return FIND(catalogue, states, id);
}

struct names catalogue_ids(struct arena *arena, const void *items, size_t count, size_t size)
{
    struct names ids = {ARENA_ARRAY(arena, const char *, count), count};
    for (size_t i = 0; i < count; i++) {
        memcpy(&ids.items[i], (const char *)items + i * size, sizeof ids.items[i]);
    }
    return ids;
}

enum capability_state chip_capability(const struct chip *chip, const char *name)
{
    for (size_t i = 0; i < chip->capability_count; i++) {
        if (strcmp(chip->capabilities[i].name, name) == 0) {
            return chip->capabilities[i].state;
        }
    }
    return CAPABILITY_UNKNOWN;
}

static bool changes_more_than_sdkconfig(const struct build_change *change)
{
    return change->macro_count + change->make_count + change->wraps.count + change->sources.count +
                   change->cflags.count >
               0 ||
           change->freeze_application || change->signed_application || change->service_door;
}

bool control_is_built_for(const struct control *control, const char *port)
{
    for (size_t i = 0; i < control->build_count; i++) {
        const struct build_change *change = &control->builds[i];
        if ((strcmp(change->port, port) == 0 || strcmp(change->port, "*") == 0) &&
            (!control->irreversible || changes_more_than_sdkconfig(change))) {
            return true;
        }
    }
    return false;
}

bool control_acts_on(const struct control *control, const char *port)
{
    return control->build_count == 0 || control->provision_count > 0 || port == NULL ||
           control_is_built_for(control, port);
}

bool port_is_known(const char *port)
{
    static const char *const ports[] = {
        "alif", "bare-arm", "cc3200",  "embed",       "esp32",   "esp8266", "mimxrt",     "minimal",
        "nrf",  "pic16bit", "powerpc", "psoc-edge",   "psoc6",   "qemu",    "renesas-ra", "rp2",
        "samd", "stm32",    "unix",    "webassembly", "windows", "zephyr",
    };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (strcmp(ports[i], port) == 0) {
            return true;
        }
    }
    return false;
}

const char *capability_word(enum capability_state state)
{
    switch (state) {
    case CAPABILITY_YES:
        return "yes";
    case CAPABILITY_NO:
        return "no";
    case CAPABILITY_PARTIAL:
        return "partial";
    case CAPABILITY_CONDITIONAL:
        return "conditional";
    case CAPABILITY_UNKNOWN:
        break;
    }
    return "unknown";
}
