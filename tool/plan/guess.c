// SPDX-License-Identifier: MIT
#include "plan/guess.h"

#include "plan/cover.h"

#include <string.h>

enum { PASSES = 20 };

bool program_guess(const struct program *program, bool *x)
{
    AUTO_ARENA scratch = arena_new();
    struct cover cover;
    cover_init(&cover, scratch, program, x);
    if (!cover_complete(&cover)) {
        return false;
    }
    cover_prune(&cover, SIZE_MAX);
    return true;
}

// What a set is worth: fewer rules broken first, then the objective.
struct worth {
    size_t broken;
    int64_t values[LEVEL_COUNT];
};

static struct worth worth_of(const struct cover *cover)
{
    struct worth worth = {.broken = cover_broken(cover)};
    for (unsigned level = 0; level < LEVEL_COUNT; level++) {
        worth.values[level] = program_value(cover->program, (enum level)level, cover->x);
    }
    return worth;
}

static bool is_better(const struct worth *a, const struct worth *b)
{
    if (a->broken != b->broken) {
        return a->broken < b->broken;
    }
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (a->values[i] != b->values[i]) {
            return a->values[i] < b->values[i];
        }
    }
    return false;
}

static void go_back(struct cover *cover, const bool *before)
{
    for (size_t i = 0; i < cover->program->column_count; i++) {
        if (before[i]) {
            cover_take(cover, i);
        } else {
            cover_drop(cover, i);
        }
    }
}

// The other way round for one column, and what follows from it.
static bool exchange(struct cover *cover, size_t column)
{
    if (!cover->x[column]) {
        cover_take(cover, column);
        const bool whole = cover_complete(cover);
        cover_prune(cover, column);
        return whole;
    }
    if (cover_is_needed(cover, column)) {
        return false;
    }
    cover_drop(cover, column);
    cover->forbidden[column] = true;
    const bool whole = cover_complete(cover);
    cover->forbidden[column] = false;
    cover_prune(cover, SIZE_MAX);
    return whole;
}

static bool improve(struct cover *cover, struct arena *arena)
{
    const size_t columns = cover->program->column_count;
    bool *before = ARENA_ARRAY(arena, bool, columns);
    struct worth best = worth_of(cover);
    bool improved = false;
    for (size_t i = 0; i < columns; i++) {
        const size_t column = cover->order[i];
        if (cover->forbidden[column]) {
            continue;
        }
        memcpy(before, cover->x, columns * sizeof *before);
        const bool whole = exchange(cover, column);
        const struct worth worth = worth_of(cover);
        if (whole && is_better(&worth, &best)) {
            best = worth;
            improved = true;
        } else {
            go_back(cover, before);
        }
    }
    return improved;
}

bool program_good_guess(const struct program *program, bool *x)
{
    AUTO_ARENA scratch = arena_new();
    struct cover cover;
    cover_init(&cover, scratch, program, x);
    if (!cover_complete(&cover)) {
        return false;
    }
    cover_prune(&cover, SIZE_MAX);
    for (size_t pass = 0; pass < PASSES && improve(&cover, scratch); pass++) {
    }
    return true;
}
