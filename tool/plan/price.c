// SPDX-License-Identifier: MIT
#include "plan/price.h"

#include <string.h>

// Scales for a resource that the model does not limit, and what an unmeasured control counts
// in the objective: never nothing, or the planner would prefer what is unknown. Budgets are
// held against measured bytes only.
enum {
    NOMINAL_FLASH = 64 * 1024,
    NOMINAL_RAM = 8 * 1024,
    NOMINAL_BOOT_US = 500 * 1000,
    UNPRICED_FLASH = 1024,
};

static bool is_same_port(const struct catalogue *catalogue, const struct model *model,
                         const char *board)
{
    const struct board *other = catalogue_board(catalogue, board);
    return other != NULL && model->device.board != NULL &&
           strcmp(other->port, model->device.board->port) == 0;
}

// 2: this board, 1: a board of the same port, 0: of no use here.
static int fitness(const struct catalogue *catalogue, const struct model *model,
                   const struct price *price)
{
    if (price->board == NULL) {
        return 0;
    }
    if (model->device.board != NULL && strcmp(price->board, model->device.board->id) == 0) {
        return 2;
    }
    return is_same_port(catalogue, model, price->board) ? 1 : 0;
}

struct cost cost_of(const struct model *model, const struct catalogue *catalogue,
                    const struct control *control)
{
    const struct price *best = NULL;
    int best_fitness = 0;
    for (size_t i = 0; i < control->price_count; i++) {
        const struct price *price = &control->prices[i];
        const int fits = fitness(catalogue, model, price);
        const bool newer = best == NULL || price->date == NULL || best->date == NULL ||
                           strcmp(price->date, best->date) >= 0;
        if (fits > best_fitness || (fits == best_fitness && fits > 0 && newer)) {
            best = price;
            best_fitness = fits;
        }
    }
    // A control that changes nothing in the build costs no resource of the chip.
    const bool builds = control->build_count > 0;
    if (best == NULL) {
        return (struct cost){.measured = !builds && control->provision_count > 0};
    }
    return (struct cost){.measured = true,
                         .flash_bytes = best->flash_bytes,
                         .ram_bytes = best->ram_bytes,
                         .boot_us = best->boot_us == INT32_MIN ? 0 : best->boot_us};
}

static int64_t share(int64_t amount, bool limited, int64_t budget, int64_t nominal)
{
    const int64_t scale = limited && budget > 0 ? budget : nominal;
    const int64_t scaled = amount * PRICE_UNIT;
    return (scaled + (scaled < 0 ? -scale / 2 : scale / 2)) / scale;
}

int64_t cost_normalised(const struct model *model, const struct cost *cost)
{
    const struct budget *budget = &model->budget;
    const int64_t unknown = cost->measured ? 0 : share(UNPRICED_FLASH, false, 0, NOMINAL_FLASH);
    return unknown +
           share(cost->flash_bytes, budget->limited_flash, budget->flash_bytes, NOMINAL_FLASH) +
           share(cost->ram_bytes, budget->limited_ram, budget->ram_bytes, NOMINAL_RAM) +
           share(cost->boot_us, budget->limited_boot, budget->boot_us, NOMINAL_BOOT_US);
}

unsigned control_irreversible_steps(const struct control *control)
{
    unsigned steps = 0;
    for (size_t i = 0; i < control->provision_count; i++) {
        steps += control->provision[i].irreversible;
    }
    return steps == 0 && control->irreversible ? 1 : steps;
}
