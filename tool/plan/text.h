// text.h - a plan on a terminal.
#ifndef PLAN_TEXT_H
#define PLAN_TEXT_H

#include "plan/plan.h"

const char *plan_text(struct arena *arena, const struct plan *plan);

#endif
