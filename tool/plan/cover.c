// SPDX-License-Identifier: MIT
#include "plan/cover.h"

#include <string.h>

static bool counts(const struct program *program, const struct row *row)
{
    return !program->groups[row->group].dropped;
}

// A row "at least one of", which the columns with a positive weight answer.
static bool is_open(const struct cover *cover, size_t row)
{
    return cover->program->rows[row].at_least && cover->hits[row] == 0;
}

static void index_rows(struct cover *cover, struct arena *arena)
{
    const struct program *program = cover->program;
    for (size_t pass = 0; pass < 2; pass++) {
        memset(cover->row_count, 0, program->column_count * sizeof *cover->row_count);
        for (size_t i = 0; i < program->row_count; i++) {
            const struct row *row = &program->rows[i];
            for (size_t j = 0; j < row->count && counts(program, row); j++) {
                const size_t column = row->columns[j];
                if (pass == 1) {
                    cover->rows[column][cover->row_count[column]] = i;
                }
                cover->row_count[column]++;
            }
        }
        for (size_t i = 0; i < program->column_count && pass == 0; i++) {
            cover->rows[i] = ARENA_ARRAY(arena, size_t, cover->row_count[i]);
        }
    }
}

static void order_columns(const struct cover *cover)
{
    const int64_t *cost = cover->program->cost[LEVEL_PRICE];
    for (size_t i = 0; i < cover->program->column_count; i++) {
        size_t at = i; // equal prices: the last column first
        while (at > 0 && cost[cover->order[at - 1]] <= cost[i]) {
            cover->order[at] = cover->order[at - 1];
            at--;
        }
        cover->order[at] = i;
    }
}

static void look_at_rows(struct cover *cover)
{
    const struct program *program = cover->program;
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        if (!counts(program, row)) {
            continue;
        }
        if (!row->at_least) {
            cover->rules[cover->rule_count++] = i;
            if (row->count == 1 && row->weights[0] > row->bound) {
                cover->forbidden[row->columns[0]] = true;
            }
            continue;
        }
        cover->open++;
        for (size_t j = 0; j < row->count; j++) {
            cover->gain[row->columns[j]] += row->weights[j] > 0;
        }
    }
}

void cover_init(struct cover *cover, struct arena *arena, const struct program *program, bool *x)
{
    const size_t columns = program->column_count;
    *cover = (struct cover){.program = program,
                            .x = x,
                            .forbidden = ARENA_ARRAY(arena, bool, columns),
                            .hits = ARENA_ARRAY(arena, uint32_t, program->row_count),
                            .gain = ARENA_ARRAY(arena, uint32_t, columns),
                            .order = ARENA_ARRAY(arena, size_t, columns),
                            .rows = ARENA_ARRAY(arena, size_t *, columns),
                            .row_count = ARENA_ARRAY(arena, size_t, columns),
                            .rules = ARENA_ARRAY(arena, size_t, program->row_count)};
    memset(x, 0, columns * sizeof *x);
    index_rows(cover, arena);
    order_columns(cover);
    look_at_rows(cover);
}

static bool answers(const struct row *row, size_t column)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->columns[i] == column) {
            return row->weights[i] > 0;
        }
    }
    return false;
}

// A row opened or closed: its columns gain more, or less.
static void change_gain(struct cover *cover, const struct row *row, bool opened)
{
    cover->open = opened ? cover->open + 1 : cover->open - 1;
    for (size_t i = 0; i < row->count; i++) {
        if (row->weights[i] > 0) {
            cover->gain[row->columns[i]] += opened ? 1U : UINT32_MAX;
        }
    }
}

static void change(struct cover *cover, size_t column, bool taken)
{
    cover->x[column] = taken;
    for (size_t i = 0; i < cover->row_count[column]; i++) {
        const size_t at = cover->rows[column][i];
        const struct row *row = &cover->program->rows[at];
        if (!row->at_least || !answers(row, column)) {
            continue;
        }
        const bool was_open = is_open(cover, at);
        cover->hits[at] += taken ? 1U : UINT32_MAX;
        if (was_open != is_open(cover, at)) {
            change_gain(cover, row, !was_open);
        }
    }
}

void cover_take(struct cover *cover, size_t column)
{
    if (!cover->x[column]) {
        change(cover, column, true);
    }
}

void cover_drop(struct cover *cover, size_t column)
{
    if (cover->x[column]) {
        change(cover, column, false);
    }
}

// Rows of the form "a needs b, or c": +1 once and -1, at most 0. Returns a column that is missing,
// one that is not forbidden if there is one, or SIZE_MAX.
static size_t missing_in(const struct cover *cover, const struct row *row)
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
        } else if (row->weights[i] != -1 || cover->x[column]) {
            return SIZE_MAX;
        } else if (missing == SIZE_MAX || cover->forbidden[missing]) {
            missing = column;
        }
    }
    return asking != SIZE_MAX && cover->x[asking] ? missing : SIZE_MAX;
}

static void take_needed(struct cover *cover)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < cover->rule_count; i++) {
            const size_t column = missing_in(cover, &cover->program->rows[cover->rules[i]]);
            if (column != SIZE_MAX) {
                cover_take(cover, column);
                changed = true;
            }
        }
    }
}

// The column with the most open rows for its price; SIZE_MAX: none gains anything.
static size_t best_column(const struct cover *cover)
{
    const int64_t *cost = cover->program->cost[LEVEL_PRICE];
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < cover->program->column_count; i++) {
        if (cover->forbidden[i] || cover->gain[i] == 0) {
            continue;
        }
        if (best == SIZE_MAX || (int64_t)cover->gain[i] * (cost[best] + 1) >
                                    (int64_t)cover->gain[best] * (cost[i] + 1)) {
            best = i;
        }
    }
    return best;
}

bool cover_complete(struct cover *cover)
{
    take_needed(cover);
    while (cover->open > 0) {
        const size_t column = best_column(cover);
        if (column == SIZE_MAX) {
            return false;
        }
        cover_take(cover, column);
        take_needed(cover);
    }
    return true;
}

bool cover_is_needed(const struct cover *cover, size_t column)
{
    bool needed = false;
    const bool was = cover->x[column];
    cover->x[column] = false;
    for (size_t i = 0; i < cover->row_count[column] && !needed; i++) {
        needed = missing_in(cover, &cover->program->rows[cover->rows[column][i]]) != SIZE_MAX;
    }
    cover->x[column] = was;
    return needed;
}

// Whether some row would be open without it.
static bool is_only_answer(const struct cover *cover, size_t column)
{
    for (size_t i = 0; i < cover->row_count[column]; i++) {
        const size_t at = cover->rows[column][i];
        const struct row *row = &cover->program->rows[at];
        if (row->at_least && cover->hits[at] == 1 && answers(row, column)) {
            return true;
        }
    }
    return false;
}

void cover_prune(struct cover *cover, size_t kept)
{
    for (size_t i = 0; i < cover->program->column_count; i++) {
        const size_t column = cover->order[i];
        if (cover->x[column] && column != kept && !is_only_answer(cover, column) &&
            !cover_is_needed(cover, column)) {
            cover_drop(cover, column);
        }
    }
}

size_t cover_broken(const struct cover *cover)
{
    size_t broken = 0;
    for (size_t i = 0; i < cover->rule_count; i++) {
        const struct row *row = &cover->program->rows[cover->rules[i]];
        int64_t sum = 0;
        for (size_t j = 0; j < row->count; j++) {
            sum += cover->x[row->columns[j]] ? row->weights[j] : 0;
        }
        broken += sum > row->bound;
    }
    return broken;
}
