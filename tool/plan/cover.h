// cover.h - a set of columns, and which rows of a program it leaves open, kept up to date as
// columns come and go. What guesses are made with (guess.h); it proves nothing.
#ifndef PLAN_COVER_H
#define PLAN_COVER_H

#include "plan/program.h"

struct cover {
    const struct program *program;
    bool *x;         // by column: taken. The caller's
    bool *forbidden; // by column: a row forbids it alone, or the caller does
    uint32_t *hits;  // by row: taken columns that count for it
    uint32_t *gain;  // by column: open rows "at least one of" that it would answer
    size_t open;     // open rows
    size_t *order;   // columns, dear ones first
    size_t **rows;   // by column: rows that hold it
    size_t *row_count;
    size_t *rules; // rows "at most"
    size_t rule_count;
};

// The rows of `program`, those of dropped groups left out, and nothing taken. `x` is borrowed.
void cover_init(struct cover *cover, struct arena *arena, const struct program *program, bool *x);

void cover_take(struct cover *cover, size_t column);
void cover_drop(struct cover *cover, size_t column);

// Takes what taken columns need; then the column with the most open rows for its price, and what
// that needs, until no row is open. False: no column that is not forbidden would help.
bool cover_complete(struct cover *cover);

// Drops what nothing needs, dear columns first; `kept` stays (SIZE_MAX: none).
void cover_prune(struct cover *cover, size_t kept);

// Whether some taken column needs this one.
bool cover_is_needed(const struct cover *cover, size_t column);

// How many rows "at most" (budgets, conflicts, prerequisites) are broken.
size_t cover_broken(const struct cover *cover);

#endif
