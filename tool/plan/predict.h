// predict.h - what a whole set of controls is expected to cost on a board, from the catalogue.
//
// Prices of single controls do not add up: two controls share code, and one can make another's
// saving smaller. So a prediction starts from the largest set that was built and measured whole on
// the board (boards/, `measured`), and adds the single prices of the controls beyond it.
#ifndef PLAN_PREDICT_H
#define PLAN_PREDICT_H

#include "catalogue/catalogue.h"
#include "model/model.h"

struct prediction {
    int64_t flash_bytes, ram_bytes; // against stock; what has no price counts 0
    int64_t boot_us;                // the same; what was not measured counts 0
    const struct price *whole; // the measured set that it starts from; NULL: single prices only
    struct names unpriced;     // ids of the controls without any price, in the order given
};

// The controls may stand in any order. Whether two versions of MicroPython agree is not looked at.
const struct prediction *predict(struct arena *arena, const struct model *model,
                                 const struct catalogue *catalogue,
                                 const struct control *const *controls, size_t count);

#endif
