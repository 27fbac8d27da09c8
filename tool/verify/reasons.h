// reasons.h - why it is not good enough, one line each; no reason means that it is.
#ifndef VERIFY_REASONS_H
#define VERIFY_REASONS_H

#include "verify/verify.h"

// Needs leaves, `observed`, `works_*` and `interfaces` of the verification.
struct names reasons_find(struct arena *arena, const struct verification *verification);

#endif
