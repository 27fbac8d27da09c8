// SPDX-License-Identifier: MIT
#include "plan/guess.h"

#include <string.h>

struct guess {
    const struct program *program;
    bool *x;
    bool *forbidden;
    size_t *gain; // rows that the column would satisfy
};

static bool counts(const struct program *program, const struct row *row)
{
    return !program->groups[row->group].dropped;
}

static bool is_hit(const struct row *row, const bool *x)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->weights[i] > 0 && x[row->columns[i]]) {
            return true;
        }
    }
    return false;
}

static void find_forbidden(const struct guess *guess)
{
    for (size_t i = 0; i < guess->program->row_count; i++) {
        const struct row *row = &guess->program->rows[i];
        if (counts(guess->program, row) && !row->at_least && row->count == 1 &&
            row->weights[0] > row->bound) {
            guess->forbidden[row->columns[0]] = true;
        }
    }
}

// Rows of the form "a needs b, or c": +1 once and -1, at most 0. Returns a column that is missing,
// one that is not forbidden if there is one, or SIZE_MAX.
static size_t missing_in(const struct guess *guess, const struct row *row)
{
    size_t asking = SIZE_MAX;
    size_t missing = SIZE_MAX;
    if (row->at_least || row->bound != 0) {
        return SIZE_MAX;
    }
    for (size_t i = 0; i < row->count; i++) {
        const size_t column = row->columns[i];
        if (row->weights[i] == 1 && asking == SIZE_MAX) {
            asking = column;
        } else if (row->weights[i] != -1 || guess->x[column]) {
            return SIZE_MAX;
        } else if (missing == SIZE_MAX || guess->forbidden[missing]) {
            missing = column;
        }
    }
    return asking != SIZE_MAX && guess->x[asking] ? missing : SIZE_MAX;
}

static void take_needed(const struct guess *guess)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < guess->program->row_count; i++) {
            const struct row *row = &guess->program->rows[i];
            const size_t column = counts(guess->program, row) ? missing_in(guess, row) : SIZE_MAX;
            if (column != SIZE_MAX) {
                guess->x[column] = true;
                changed = true;
            }
        }
    }
}

// Counts what each column would gain; true when some row is still to be satisfied.
static bool count_gains(const struct guess *guess)
{
    const struct program *program = guess->program;
    bool open = false;
    memset(guess->gain, 0, program->column_count * sizeof *guess->gain);
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        if (!row->at_least || !counts(program, row) || is_hit(row, guess->x)) {
            continue;
        }
        open = true;
        for (size_t j = 0; j < row->count; j++) {
            guess->gain[row->columns[j]] += row->weights[j] > 0;
        }
    }
    return open;
}

// The column with the most rows for its price; SIZE_MAX: none gains anything.
static size_t best_column(const struct guess *guess)
{
    const int64_t *cost = guess->program->cost[LEVEL_PRICE];
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < guess->program->column_count; i++) {
        if (guess->forbidden[i] || guess->gain[i] == 0) {
            continue;
        }
        if (best == SIZE_MAX || (int64_t)guess->gain[i] * (cost[best] + 1) >
                                    (int64_t)guess->gain[best] * (cost[i] + 1)) {
            best = i;
        }
    }
    return best;
}

static bool still_holds(const struct guess *guess)
{
    for (size_t i = 0; i < guess->program->row_count; i++) {
        const struct row *row = &guess->program->rows[i];
        if (counts(guess->program, row) &&
            ((row->at_least && !is_hit(row, guess->x)) || missing_in(guess, row) != SIZE_MAX)) {
            return false;
        }
    }
    return true;
}

// Lets go what later choices made needless, the last columns first.
static void prune(const struct guess *guess)
{
    for (size_t i = guess->program->column_count; i-- > 0;) {
        if (guess->x[i]) {
            guess->x[i] = false;
            guess->x[i] = !still_holds(guess);
        }
    }
}

bool program_guess(const struct program *program, bool *x)
{
    AUTO_ARENA scratch = arena_new();
    const struct guess guess = {program, x, ARENA_ARRAY(scratch, bool, program->column_count),
                                ARENA_ARRAY(scratch, size_t, program->column_count)};
    memset(x, 0, program->column_count * sizeof *x);
    find_forbidden(&guess);
    while (count_gains(&guess)) {
        const size_t column = best_column(&guess);
        if (column == SIZE_MAX) {
            return false;
        }
        x[column] = true;
        take_needed(&guess);
    }
    prune(&guess);
    return true;
}
