// make_log.h - why a make failed: the lines of its log that tell, and what to do about it.
#ifndef BUILD_MAKE_LOG_H
#define BUILD_MAKE_LOG_H

#include "base/arena.h"
#include "base/diag.h"

// Reports one environment error about the log of building `what`.
void make_log_explain(struct arena *arena, struct diag *diag, const char *what, const char *log);

#endif
