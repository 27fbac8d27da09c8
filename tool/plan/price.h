// price.h - what a control costs on this device, from measurements.
#ifndef PLAN_PRICE_H
#define PLAN_PRICE_H

#include "catalogue/catalogue.h"
#include "model/model.h"

// A price of PRICE_UNIT is the whole budget of one resource, or its nominal scale.
enum { PRICE_UNIT = 10000 };

struct cost {
    bool measured; // false: the numbers below are 0 because nobody measured them
    int64_t flash_bytes;
    int64_t ram_bytes;
    int64_t boot_us;
};

// Measured on this board if possible, else on one of the same port, newest first.
struct cost cost_of(const struct model *model, const struct catalogue *catalogue,
                    const struct control *control);

// Flash, RAM and boot time as one number: each divided by its budget, or by a nominal scale
// when the model sets none, then added. Negative: a saving. What was never measured counts a
// nominal price, so that the planner does not prefer the unknown.
int64_t cost_normalised(const struct model *model, const struct cost *cost);

// Steps that cannot be taken back.
unsigned control_irreversible_steps(const struct control *control);

#endif
