// SPDX-License-Identifier: MIT
#include "plan/predict.h"

#include "plan/price.h"

#include <string.h>

static bool is_among(const char *id, const struct control *const *controls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(controls[i]->id, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_inside(const struct names *set, const struct control *const *controls, size_t count)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!is_among(set->items[i], controls, count)) {
            return false;
        }
    }
    return true;
}

// The largest set within the controls, of equals the newest; NULL when none was measured.
static const struct price *largest_set(const struct model *model,
                                       const struct control *const *controls, size_t count)
{
    const struct board *board = model->device.board;
    const struct price *best = NULL;
    for (size_t i = 0; board != NULL && i < board->measured_count; i++) {
        const struct price *set = &board->measured[i];
        const bool larger = best == NULL || set->controls.count > best->controls.count;
        const bool newer = best != NULL && set->controls.count == best->controls.count &&
                           strcmp(set->date, best->date) > 0;
        if ((larger || newer) && is_inside(&set->controls, controls, count)) {
            best = set;
        }
    }
    return best;
}

const struct prediction *predict(struct arena *arena, const struct model *model,
                                 const struct catalogue *catalogue,
                                 const struct control *const *controls, size_t count)
{
    struct prediction *sum = ARENA_NEW(arena, struct prediction);
    sum->whole = largest_set(model, controls, count);
    sum->unpriced.items = ARENA_ARRAY(arena, const char *, count);
    const bool boots = sum->whole != NULL && sum->whole->boot_us != INT32_MIN;
    if (sum->whole != NULL) {
        sum->flash_bytes = sum->whole->flash_bytes;
        sum->ram_bytes = sum->whole->ram_bytes;
        sum->boot_us = boots ? sum->whole->boot_us : 0;
    }
    for (size_t i = 0; i < count; i++) {
        const struct cost cost = cost_of(model, catalogue, controls[i]);
        const bool inside = sum->whole != NULL && names_has(&sum->whole->controls, controls[i]->id);
        sum->flash_bytes += inside ? 0 : cost.flash_bytes;
        sum->ram_bytes += inside ? 0 : cost.ram_bytes;
        sum->boot_us += inside && boots ? 0 : cost.boot_us;
        if (!inside && !cost.measured) {
            sum->unpriced.items[sum->unpriced.count++] = controls[i]->id;
        }
    }
    return sum;
}
