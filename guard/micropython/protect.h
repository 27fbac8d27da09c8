// protect.h - memory protection, or its absence.
//
// guard/port/<target>/protect_*.c or no_protect.c; which of them is compiled is the build's choice
// (MPSEC_PROTECT).
#ifndef PROTECT_H
#define PROTECT_H

#include <stdbool.h>

// Makes the program read-only and all other memory not executable, until the next reset. False
// when the core did not take it; then nothing may run.
bool mpsec_memory_protect(void);

#endif
