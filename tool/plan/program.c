// SPDX-License-Identifier: MIT
#include "plan/program.h"

#include "base/process.h"

#include <glpk.h>
#include <limits.h>

enum { TIME_LIMIT_MS = 60 * 1000 };

void program_init(struct program *program, struct arena *arena, size_t column_count)
{
    *program = (struct program){.arena = arena, .column_count = column_count};
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        program->cost[i] = ARENA_ARRAY(arena, int64_t, column_count);
    }
}

size_t program_group(struct program *program, struct group group)
{
    program->groups = arena_grow(program->arena, program->groups, program->group_count,
                                 &program->group_capacity, sizeof *program->groups);
    program->groups[program->group_count] = group;
    return program->group_count++;
}

void program_row(struct program *program, size_t group, const int64_t *weights, bool at_least,
                 int64_t bound)
{
    struct row row = {.group = group, .at_least = at_least, .bound = bound};
    for (size_t i = 0; i < program->column_count; i++) {
        row.count += weights[i] != 0;
    }
    row.columns = ARENA_ARRAY(program->arena, size_t, row.count);
    row.weights = ARENA_ARRAY(program->arena, int64_t, row.count);
    size_t at = 0;
    for (size_t i = 0; i < program->column_count; i++) {
        if (weights[i] != 0) {
            row.columns[at] = i;
            row.weights[at++] = weights[i];
        }
    }
    program->rows = arena_grow(program->arena, program->rows, program->row_count,
                               &program->row_capacity, sizeof *program->rows);
    program->rows[program->row_count++] = row;
}

int64_t program_value(const struct program *program, enum level level, const bool *x)
{
    int64_t value = 0;
    for (size_t i = 0; i < program->column_count; i++) {
        value += x[i] ? program->cost[level][i] : 0;
    }
    return value;
}

static bool row_holds(const struct row *row, const bool *x)
{
    int64_t sum = 0;
    for (size_t i = 0; i < row->count; i++) {
        sum += x[row->columns[i]] ? row->weights[i] : 0;
    }
    return row->at_least ? sum >= row->bound : sum <= row->bound;
}

static bool is_dropped(const struct program *program, const struct row *row)
{
    return program->groups[row->group].dropped;
}

static bool all_hold(const struct program *program, enum level level, const int64_t *caps,
                     const bool *x)
{
    for (size_t i = 0; i < program->row_count; i++) {
        if (!is_dropped(program, &program->rows[i]) && !row_holds(&program->rows[i], x)) {
            return false;
        }
    }
    for (unsigned i = 0; i < (unsigned)level; i++) {
        if (program_value(program, (enum level)i, x) > caps[i]) {
            return false;
        }
    }
    return true;
}

// A row without columns is decided before GLPK sees it.
static bool has_empty_violated_row(const struct program *program)
{
    for (size_t i = 0; i < program->row_count; i++) {
        const struct row *row = &program->rows[i];
        if (row->count == 0 && !is_dropped(program, row) && !row_holds(row, NULL)) {
            return true;
        }
    }
    return false;
}

static void problem_row(glp_prob *problem, struct arena *arena, const struct row *row)
{
    const int at = glp_add_rows(problem, 1);
    glp_set_row_bnds(problem, at, row->at_least ? GLP_LO : GLP_UP, (double)row->bound,
                     (double)row->bound);
    int *columns = ARENA_ARRAY(arena, int, row->count + 1);
    double *weights = ARENA_ARRAY(arena, double, row->count + 1);
    for (size_t i = 0; i < row->count; i++) {
        columns[i + 1] = (int)row->columns[i] + 1;
        weights[i + 1] = (double)row->weights[i];
    }
    glp_set_mat_row(problem, at, (int)row->count, columns, weights);
}

// Holds an earlier level at the value that it reached.
static void problem_cap(glp_prob *problem, struct arena *arena, const struct program *program,
                        enum level level, int64_t cap)
{
    struct row row = {.bound = cap};
    row.columns = ARENA_ARRAY(arena, size_t, program->column_count);
    row.weights = ARENA_ARRAY(arena, int64_t, program->column_count);
    for (size_t i = 0; i < program->column_count; i++) {
        if (program->cost[level][i] != 0) {
            row.columns[row.count] = i;
            row.weights[row.count++] = program->cost[level][i];
        }
    }
    if (row.count > 0) {
        problem_row(problem, arena, &row);
    }
}

static glp_prob *problem_make(const struct program *program, struct arena *arena, enum level level,
                              const int64_t *caps)
{
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MIN);
    glp_add_cols(problem, (int)program->column_count);
    for (size_t i = 0; i < program->column_count; i++) {
        glp_set_col_kind(problem, (int)i + 1, GLP_BV);
        glp_set_obj_coef(problem, (int)i + 1, (double)program->cost[level][i]);
    }
    for (size_t i = 0; i < program->row_count; i++) {
        if (program->rows[i].count > 0 && !is_dropped(program, &program->rows[i])) {
            problem_row(problem, arena, &program->rows[i]);
        }
    }
    for (unsigned i = 0; i < (unsigned)level; i++) {
        problem_cap(problem, arena, program, (enum level)i, caps[i]);
    }
    return problem;
}

// GLPK calls this at each node of its search.
static void at_node(glp_tree *tree, void *program)
{
    program_tell(program);
    if (process_interrupted()) {
        glp_ios_terminate(tree);
    }
}

static enum solved problem_solve(glp_prob *problem, const struct program *program, bool *x)
{
    glp_iocp how;
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.presolve = GLP_ON;
    how.br_tech = GLP_BR_PCH; // these two: a third of the time on hard catalogues
    how.clq_cuts = GLP_ON;
    how.tm_lim = TIME_LIMIT_MS;
    how.cb_func = at_node;
    how.cb_info = (void *)(uintptr_t)program;
    const int failed = glp_intopt(problem, &how);
    if (failed == GLP_ESTOP) {
        return SOLVED_INTERRUPTED;
    }
    if (failed == GLP_ETMLIM) {
        return SOLVED_TOO_LATE;
    }
    if (failed == GLP_ENOPFS || (failed == 0 && glp_mip_status(problem) == GLP_NOFEAS)) {
        return SOLVED_INFEASIBLE;
    }
    if (failed != 0 || glp_mip_status(problem) != GLP_OPT) {
        return SOLVED_FAILED;
    }
    for (size_t i = 0; i < program->column_count; i++) {
        x[i] = glp_mip_col_val(problem, (int)i + 1) > 0.5;
    }
    return SOLVED;
}

void program_tell(const struct program *program)
{
    if (program->watcher.tell != NULL) {
        program->watcher.tell(program->watcher.context, program->row_count);
    }
}

void program_report(struct diag *diag, enum solved solved)
{
    if (solved == SOLVED_TOO_LATE) {
        diag_environment(diag, NO_PLACE, "use fewer controls that answer the same leaves",
                         "the integer program was not solved within %d seconds",
                         TIME_LIMIT_MS / 1000);
    }
    if (solved == SOLVED_INTERRUPTED) {
        diag_environment(diag, NO_PLACE, NULL, "interrupted");
    }
}

enum solved program_solve(const struct program *program, struct diag *diag, enum level level,
                          const int64_t *caps, bool *x)
{
    if (process_interrupted()) {
        return SOLVED_INTERRUPTED;
    }
    if (has_empty_violated_row(program)) {
        return SOLVED_INFEASIBLE;
    }
    if (program->column_count == 0) {
        return SOLVED;
    }
    if (program->column_count > INT_MAX / 2 || program->row_count > INT_MAX / 2) {
        diag_environment(diag, NO_PLACE, NULL, "the integer program is too large");
        return SOLVED_FAILED;
    }
    AUTO_ARENA scratch = arena_new();
    (void)glp_term_out(GLP_OFF);
    glp_prob *problem = problem_make(program, scratch, level, caps);
    enum solved solved = problem_solve(problem, program, x);
    glp_delete_prob(problem);
    if (solved == SOLVED && !all_hold(program, level, caps, x)) {
        solved = SOLVED_FAILED;
    }
    if (solved == SOLVED_FAILED) {
        diag_environment(diag, NO_PLACE, "report this model as a bug",
                         "the integer program solver gave no usable answer");
    }
    return solved;
}
