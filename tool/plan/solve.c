// SPDX-License-Identifier: MIT
#include "plan/solve.h"

#include "base/process.h"
#include "plan/bound.h"
#include "plan/guess.h"
#include "threat/words.h"

#include <stdlib.h>
#include <string.h>

enum { REACH = 1500 * 1000 }; // rows times columns

bool solver_open_paths(struct solver *solver, const bool *in_force, struct path_list *out)
{
    const struct query query = {
        .in_force = in_force, .ignored = &solver->offer->covered, .above_only = true};
    if (!engine_paths(solver->engine, solver->arena, solver->diag, &query, out)) {
        return false;
    }
    if (out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, path_order);
    }
    return true;
}

// All controls that act on some step of the path.
static void mark_grips(const struct engine *engine, const struct path *path, bool *marked)
{
    for (size_t i = 0; i < path->leaf_count; i++) {
        const struct step *step =
            &engine->graph->steps[graph_step(engine->graph, path->leaves[i]->id)];
        for (size_t j = 0; j < step->grip_count; j++) {
            marked[step->grips[j].control] = true;
        }
    }
}

// `weights` gets 1 for each control of which one more is needed: those outside a largest set
// that contains `in_force` and leaves the path open.
static void row_of(struct solver *solver, const struct path *path, const bool *in_force,
                   int64_t *weights)
{
    const size_t count = solver->offer->control_count;
    AUTO_ARENA scratch = arena_new();
    bool *marked = ARENA_ARRAY(scratch, bool, count);
    bool *largest = ARENA_ARRAY(scratch, bool, count);
    mark_grips(solver->engine, path, marked);
    memcpy(largest, in_force, count * sizeof *largest);
    for (size_t i = 0; i < count; i++) {
        if (!marked[i] || largest[i]) {
            continue;
        }
        largest[i] = true;
        if (!engine_is_above(solver->engine, path, largest)) {
            largest[i] = false;
            weights[i] = 1;
        }
    }
}

// Whether some row of a path asks for one of fewer, or the same, controls.
static bool is_implied(const struct program *program, const int64_t *weights)
{
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        if (program->groups[row->group].kind != GROUP_PATH) {
            continue;
        }
        size_t inside = 0;
        while (inside < row->count && weights[row->columns[inside]] != 0) {
            inside++;
        }
        if (inside == row->count) {
            return true;
        }
    }
    return false;
}

// Leaves out the rows of paths that a new, shorter row implies.
static void drop_implied(struct program *program, const int64_t *weights)
{
    size_t wanted = 0;
    for (size_t i = 0; i < program->column_count; i++) {
        wanted += weights[i] != 0;
    }
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        struct group *group = &program->groups[row->group];
        size_t common = 0;
        for (size_t j = 0; j < row->count; j++) {
            common += weights[row->columns[j]] != 0;
        }
        if (group->kind == GROUP_PATH && common == wanted) {
            group->dropped = true;
        }
    }
}

// Adds a row for each path; returns how many were new.
static size_t add_rows(struct solver *solver, const struct path_list *paths, const bool *in_force)
{
    struct program *program = &solver->offer->program;
    int64_t *weights = ARENA_ARRAY(solver->arena, int64_t, program->column_count);
    size_t added = 0;
    for (size_t i = 0; i < paths->count; i++) {
        memset(weights, 0, program->column_count * sizeof *weights);
        row_of(solver, &paths->items[i], in_force, weights);
        if (is_implied(program, weights)) {
            continue;
        }
        drop_implied(program, weights);
        const size_t group =
            program_group(program, (struct group){GROUP_PATH, NULL, &paths->items[i], false});
        program_row(program, group, weights, true, 1);
        added++;
    }
    return added;
}

// Puts the cheapest offered control of each new row into force, to find more paths before the
// next solve. A guess only: it adds rows, it decides nothing.
static bool guess_more(struct solver *solver, size_t first_row, bool *in_force)
{
    const struct offer *offer = solver->offer;
    const int64_t *cost = offer->program.cost[LEVEL_PRICE];
    for (size_t i = first_row; i < offer->program.row_count; i++) {
        const struct row *row = &offer->program.rows[i];
        size_t best = SIZE_MAX;
        for (size_t j = 0; j < row->count && best != row->columns[j]; j++) {
            const size_t column = row->columns[j];
            if (offer->offered[column] && (best == SIZE_MAX || cost[column] < cost[best])) {
                best = column;
            }
        }
        if (best == SIZE_MAX) {
            return false;
        }
        in_force[best] = true;
    }
    return true;
}

enum step_result { STEP_DONE, STEP_MORE, STEP_FAILED };

// One look at the attacks that a candidate leaves open.
static enum step_result forbid_open(struct solver *solver, const bool *chosen)
{
    const struct offer *offer = solver->offer;
    bool *in_force = ARENA_ARRAY(solver->arena, bool, offer->control_count);
    offer_in_force(offer, chosen, in_force);
    enum step_result result = STEP_DONE;
    for (;;) {
        struct path_list paths;
        program_tell(&offer->program);
        if (process_interrupted() || !solver_open_paths(solver, in_force, &paths)) {
            return STEP_FAILED;
        }
        const size_t first_row = offer->program.row_count;
        if (paths.count > 0 && add_rows(solver, &paths, in_force) == 0) {
            diag_environment(solver->diag, NO_PLACE, "report this model as a bug",
                             "a path stays open that the plan says it answers");
            return STEP_FAILED;
        }
        if (paths.count == 0) {
            return result;
        }
        result = STEP_MORE;
        if (paths.complete || !guess_more(solver, first_row, in_force)) {
            return result;
        }
    }
}

static bool is_free(const struct program *program, enum level level)
{
    for (size_t i = 0; i < program->column_count; i++) {
        if (program->cost[level][i] != 0) {
            return false;
        }
    }
    return true;
}

// Most rows that the optimum needs come to light under any plan that satisfies the rows so far:
// a greedy one is found in no time, the exact solver then works once instead of each round.
static bool forbid_by_guess(struct solver *solver, bool *chosen)
{
    enum step_result step = STEP_MORE;
    while (step == STEP_MORE && program_guess(&solver->offer->program, chosen)) {
        step = forbid_open(solver, chosen);
    }
    return step != STEP_FAILED;
}

// What greed finds, where the exact solver has not found better in time. `solved` says whether
// `chosen` holds an answer already.
static enum solved take_guess(struct solver *solver, const struct solving *solving,
                              enum solved solved, bool *chosen)
{
    const struct program *program = &solver->offer->program;
    AUTO_ARENA scratch = arena_new();
    bool *guess = ARENA_ARRAY(scratch, bool, program->column_count);
    if (!program_good_guess(program, guess) ||
        !program_holds(program, solving->level, solving->caps, guess)) {
        return solved;
    }
    if (solved == SOLVED_TOO_LATE || program_value(program, solving->level, guess) <
                                         program_value(program, solving->level, chosen)) {
        memcpy(chosen, guess, program->column_count * sizeof *chosen);
    }
    return SOLVED_UNPROVED;
}

// Whether nothing is left, or the first node of the exact search alone would take seconds: the
// effort is looked at between nodes only.
static bool is_out_of_reach(const struct solver *solver)
{
    const struct program *program = &solver->offer->program;
    return solver->effort != NULL &&
           (*solver->effort == 0 || program->row_count * program->column_count > REACH);
}

// One round. When the effort is spent the exact solver is asked only where greed finds nothing.
static enum solved run_round(struct solver *solver, struct solving *solving, enum solved before,
                             bool *chosen)
{
    enum solved solved = SOLVED_TOO_LATE;
    if (before == SOLVED_UNPROVED || is_out_of_reach(solver)) {
        solved = take_guess(solver, solving, SOLVED_TOO_LATE, chosen);
    }
    if (solved == SOLVED_UNPROVED) {
        return solved;
    }
    solved = program_solve(&solver->offer->program, solver->diag, solving, chosen);
    solver->bound = solving->bound > solver->bound ? solving->bound : solver->bound;
    return solved == SOLVED_UNPROVED || solved == SOLVED_TOO_LATE
               ? take_guess(solver, solving, solved, chosen)
               : solved;
}

// Minimises one level over all paths.
static enum solved run_level(struct solver *solver, enum level level, const int64_t *values,
                             bool *chosen)
{
    struct solving solving = {.level = level, .caps = values, .effort = solver->effort};
    enum step_result step = STEP_MORE;
    enum solved solved = SOLVED;
    solver->bound = INT64_MIN;
    while (step == STEP_MORE) {
        solved = run_round(solver, &solving, solved, chosen);
        if (!solved_is_answer(solved)) {
            return solved;
        }
        step = forbid_open(solver, chosen);
    }
    if (step == STEP_FAILED) {
        return process_interrupted() ? SOLVED_INTERRUPTED : SOLVED_FAILED;
    }
    if (solved == SOLVED_UNPROVED) {
        const struct program *program = &solver->offer->program;
        const int64_t bound = program_bound(program, level, program_value(program, level, chosen));
        solver->bound = bound > solver->bound ? bound : solver->bound;
    }
    return solved;
}

enum solved solver_run(struct solver *solver, enum level last, bool *chosen, int64_t *values)
{
    const struct program *program = &solver->offer->program;
    enum solved solved = SOLVED;
    if (!forbid_by_guess(solver, chosen)) {
        return process_interrupted() ? SOLVED_INTERRUPTED : SOLVED_FAILED;
    }
    for (unsigned level = 0; level <= (unsigned)last; level++) {
        values[level] = 0;
        if (solved == SOLVED && is_free(program, (enum level)level) && level != (unsigned)last) {
            continue;
        }
        if (solved == SOLVED) {
            solver->unproved = (enum level)level;
            solved = run_level(solver, (enum level)level, values, chosen);
        }
        if (!solved_is_answer(solved)) {
            return solved;
        }
        values[level] = program_value(program, (enum level)level, chosen);
    }
    return solved;
}
