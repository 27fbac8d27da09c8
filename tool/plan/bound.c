// SPDX-License-Identifier: MIT
#include "plan/bound.h"

#include <string.h>

// Shares are whole numbers of 1/SCALE of the price's unit.
enum { ROUNDS = 400, PATIENCE = 20, SCALE = 256 };

struct dual {
    const struct program *program;
    const int64_t *cost; // by column
    bool *counts;        // by row: "at least one of", not dropped
    bool *never;         // by column: a row forbids it
    int64_t *share;      // by row
    int64_t *best_share;
    int64_t *left; // by column: its price less the shares of its rows
    int32_t *miss; // by row: 1 less the columns that are worth taking
};

static void look_at_rows(const struct dual *dual)
{
    const struct program *program = dual->program;
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        if (program->groups[row->group].dropped) {
            continue;
        }
        if (!row->at_least && row->count == 1 && row->weights[0] > row->bound) {
            dual->never[row->columns[0]] = true;
        }
        bool plain = row->at_least && row->bound == 1;
        for (size_t j = 0; j < row->count && plain; j++) {
            plain = row->weights[j] == 1;
        }
        dual->counts[i] = plain;
    }
}

// Price of all rows less what was promised too much: no answer is cheaper.
static int64_t evaluate(const struct dual *dual)
{
    const struct program *program = dual->program;
    int64_t sum = 0;
    for (size_t i = 0; i < program->column_count; i++) {
        dual->left[i] = dual->cost[i] * SCALE;
    }
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        for (size_t j = 0; j < row->count && dual->counts[i]; j++) {
            dual->left[row->columns[j]] -= dual->share[i];
        }
        sum += dual->counts[i] ? dual->share[i] : 0;
    }
    for (size_t i = 0; i < program->column_count; i++) {
        sum += dual->left[i] < 0 && !dual->never[i] ? dual->left[i] : 0;
    }
    return sum;
}

// How far each row is from being answered exactly once; returns the sum of the squares.
static double find_misses(const struct dual *dual)
{
    double squares = 0;
    for (size_t i = 0; i < dual->program->row_count; i++) {
        const struct row *row = &dual->program->rows[i];
        int32_t miss = 1;
        for (size_t j = 0; j < row->count && dual->counts[i]; j++) {
            const size_t column = row->columns[j];
            miss -= dual->left[column] < 0 && !dual->never[column];
        }
        dual->miss[i] = dual->counts[i] ? miss : 0;
        squares += (double)dual->miss[i] * dual->miss[i];
    }
    return squares;
}

static void move(const struct dual *dual, double step)
{
    for (size_t i = 0; i < dual->program->row_count; i++) {
        const double share = (double)dual->share[i] + step * dual->miss[i];
        dual->share[i] = share > 0 ? (int64_t)share : 0;
    }
}

static int64_t search(const struct dual *dual, int64_t value)
{
    const size_t bytes = dual->program->row_count * sizeof *dual->share;
    const double goal = (double)value * SCALE;
    int64_t best = INT64_MIN;
    double pace = 1.5;
    for (unsigned round = 0, since = 0; round < ROUNDS; round++, since++) {
        const int64_t bound = evaluate(dual);
        const double squares = find_misses(dual);
        if (bound > best) {
            best = bound;
            since = 0;
            memcpy(dual->best_share, dual->share, bytes);
        }
        if (since > PATIENCE) {
            pace /= 2;
            since = 0;
            memcpy(dual->share, dual->best_share, bytes);
            (void)evaluate(dual);
            (void)find_misses(dual);
        }
        if (squares < 0.5 || goal <= (double)bound) {
            break;
        }
        move(dual, pace * (goal - (double)bound) / squares);
    }
    return best;
}

int64_t program_bound(const struct program *program, enum level level, int64_t value)
{
    AUTO_ARENA scratch = arena_new();
    const struct dual dual = {.program = program,
                              .cost = program->cost[level],
                              .counts = ARENA_ARRAY(scratch, bool, program->row_count),
                              .never = ARENA_ARRAY(scratch, bool, program->column_count),
                              .share = ARENA_ARRAY(scratch, int64_t, program->row_count),
                              .best_share = ARENA_ARRAY(scratch, int64_t, program->row_count),
                              .left = ARENA_ARRAY(scratch, int64_t, program->column_count),
                              .miss = ARENA_ARRAY(scratch, int32_t, program->row_count)};
    look_at_rows(&dual);
    const int64_t best = search(&dual, value);
    const int64_t whole = best / SCALE; // rounded towards nothing
    return best > 0 && best % SCALE != 0 ? whole + 1 : whole;
}
