// gate.h - proves from symbol tables that every control is in force, or fails the build.
//
// The linker's --wrap reaches only callers in other files, says nothing when it reaches none,
// and is lost under link-time optimisation. So the firmware must show the hook, some object must
// reach the wrapped symbol through the linker, and its defining object must not reach it itself.
#ifndef BUILD_GATE_H
#define BUILD_GATE_H

#include "build/elf.h"
#include "build/workspace.h"

// Asks every question into `build->gate`. False when one answer is wrong or an object cannot be
// read: environment errors, as for every build that fails, that name control and symbol.
bool gate_pass(struct arena *arena, struct diag *diag, const struct workspace *workspace,
               const struct elf *firmware, struct build *build);

const char *gate_question_word(enum gate_question question);
bool gate_question_from(const char *word, enum gate_question *question);

#endif
