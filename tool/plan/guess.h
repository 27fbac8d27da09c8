// guess.h - a cheap set of columns that satisfies the rows of a program, found by greed.
//
// Not the optimum and no proof of anything: it decides where the lazy loop looks for paths before
// the exact solver is asked, and it is the answer where the exact solver has none in time
// (solve.h).
#ifndef PLAN_GUESS_H
#define PLAN_GUESS_H

#include "plan/program.h"

// Fills `x`, one element per column: every row "at least one of" that is not dropped holds, no
// column is taken that a row forbids alone, and what a taken column needs is taken too.
// Budgets and conflicts are not looked at. False: greed found none.
bool program_guess(const struct program *program, bool *x);

// The same, then exchanges columns as long as that breaks fewer rules or lowers the objective.
bool program_good_guess(const struct program *program, bool *x);

#endif
