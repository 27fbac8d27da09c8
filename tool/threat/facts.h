// facts.h - facts of a model: the closed vocabulary of `applies_when`.
//
//   chip.<capability>                 the chip record says yes
//   board.<feature>                   the board record lists the feature
//   interface.<kind>                  the device has such an interface, declared or not
//   interface.<kind>.required         ... and the model needs it (likewise .service-only, .none)
//   asset.<kind>, asset.<kind>.fleet  such an asset exists, is shared by the fleet
//   application.<trait>               the application says so of itself
//   environment.<word>                home, office, public, industrial, field
//   port.<port>                       the MicroPython port of the board
#ifndef THREAT_FACTS_H
#define THREAT_FACTS_H

#include "catalogue/catalogue.h"
#include "model/model.h"

// Whether `name` can be a fact under this catalogue's vocabulary (the loader's check).
bool fact_is_known(const struct catalogue *catalogue, const char *name);

// Whether the fact holds for this model. `name` must be known.
bool fact_holds(const struct model *model, const char *name);

// Whether a condition holds; NULL holds.
bool expr_holds(const struct model *model, const struct expr *condition);

#endif
