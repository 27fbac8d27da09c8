// bound.h - a sum that no answer of a program can undercut, from weak duality.
//
// Each row "at least one of" is given a share of the prices of its columns. Where no column
// is promised more than its price, the shares are a lower bound; what is promised too much is taken
// off again. The shares are found by a subgradient search in floating point; the bound itself
// is computed from them in whole numbers, so a slip in the search costs tightness, never truth.
#ifndef PLAN_BOUND_H
#define PLAN_BOUND_H

#include "plan/program.h"

// The best bound found for this level. `value` is that of some answer: it sets the pace.
int64_t program_bound(const struct program *program, enum level level, int64_t value);

#endif
