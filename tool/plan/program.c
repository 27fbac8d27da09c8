// SPDX-License-Identifier: MIT
#include "plan/program.h"

#include "base/process.h"

#include <float.h>
#include <glpk.h>
#include <limits.h>

enum {
    TIME_LIMIT_MS = 60 * 1000,
    LEAST_EFFORT = 1000 * 1000, // for some answer, when nothing is left for the best one
    PATIENCE = 4,               // times the effort, when there is no answer at all yet
};

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

static bool row_allows(const struct row *row, int64_t sum)
{
    return row->at_least ? sum >= row->bound : sum <= row->bound;
}

static bool row_holds(const struct row *row, const bool *x)
{
    int64_t sum = 0;
    for (size_t i = 0; i < row->count; i++) {
        sum += x[row->columns[i]] ? row->weights[i] : 0;
    }
    return row_allows(row, sum);
}

static bool is_dropped(const struct program *program, const struct row *row)
{
    return program->groups[row->group].dropped;
}

bool program_holds(const struct program *program, enum level level, const int64_t *caps,
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
        if (row->count == 0 && !is_dropped(program, row) && !row_allows(row, 0)) {
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

// One run of GLPK's search.
struct run {
    const struct program *program;
    uint64_t limit, used;
    int steps_before;
    bool ended; // by the limit
    double bound;
};

static void count_work(struct run *run, glp_tree *tree)
{
    glp_prob *problem = glp_ios_get_prob(tree);
    const int steps = glp_get_it_cnt(problem);
    run->used += (uint64_t)(steps - run->steps_before) * (uint64_t)glp_get_num_rows(problem);
    run->steps_before = steps;
    const uint64_t limit = glp_mip_status(problem) == GLP_FEAS ? run->limit : run->limit * PATIENCE;
    run->ended = run->used > limit;
}

// GLPK calls this several times at each node of its search.
static void at_node(glp_tree *tree, void *context)
{
    struct run *run = context;
    program_tell(run->program);
    if (run->limit != UINT64_MAX) {
        count_work(run, tree);
    }
    if (run->ended) {
        const int best = glp_ios_best_node(tree);
        run->bound = best == 0 ? -DBL_MAX : glp_ios_node_bound(tree, best);
    }
    if (run->ended || process_interrupted()) {
        glp_ios_terminate(tree);
    }
}

static enum solved solved_of(glp_prob *problem, int failed, const struct run *run)
{
    if (failed == GLP_ESTOP && run->ended && glp_mip_status(problem) == GLP_FEAS) {
        return SOLVED_UNPROVED;
    }
    if (failed == GLP_ETMLIM || (failed == GLP_ESTOP && run->ended)) {
        return SOLVED_TOO_LATE;
    }
    if (failed == GLP_ESTOP) {
        return SOLVED_INTERRUPTED;
    }
    if (failed == GLP_ENOPFS || (failed == 0 && glp_mip_status(problem) == GLP_NOFEAS)) {
        return SOLVED_INFEASIBLE;
    }
    return failed == 0 && glp_mip_status(problem) == GLP_OPT ? SOLVED : SOLVED_FAILED;
}

static enum solved problem_solve(glp_prob *problem, struct run *run, bool *x)
{
    glp_iocp how;
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.presolve = GLP_ON;
    how.br_tech = GLP_BR_PCH; // these two: a third of the time on hard catalogues
    how.clq_cuts = GLP_ON;
    how.tm_lim = TIME_LIMIT_MS;
    how.cb_func = at_node;
    how.cb_info = run;
    const enum solved solved = solved_of(problem, glp_intopt(problem, &how), run);
    for (size_t i = 0; solved_is_answer(solved) && i < run->program->column_count; i++) {
        x[i] = glp_mip_col_val(problem, (int)i + 1) > 0.5;
    }
    return solved;
}

// The prices are whole numbers: the bound may be rounded up, but for the solver's own error.
static int64_t whole_bound(double bound)
{
    if (bound < -1e15 || bound > 1e15) {
        return INT64_MIN;
    }
    const int64_t whole = (int64_t)(bound - 1e-3);
    return (double)whole < bound - 1e-3 ? whole + 1 : whole;
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

bool solved_is_answer(enum solved solved)
{
    return solved == SOLVED || solved == SOLVED_UNPROVED;
}

static uint64_t limit_of(const uint64_t *effort)
{
    if (effort == NULL) {
        return UINT64_MAX;
    }
    return *effort > LEAST_EFFORT ? *effort : LEAST_EFFORT;
}

static void use(uint64_t *effort, uint64_t used)
{
    if (effort != NULL) {
        *effort -= used < *effort ? used : *effort;
    }
}

enum solved program_solve(const struct program *program, struct diag *diag, struct solving *solving,
                          bool *x)
{
    solving->bound = INT64_MIN;
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
    struct run run = {.program = program, .limit = limit_of(solving->effort)};
    glp_prob *problem = problem_make(program, scratch, solving->level, solving->caps);
    enum solved solved = problem_solve(problem, &run, x);
    glp_delete_prob(problem);
    use(solving->effort, run.used);
    if (solved_is_answer(solved) && !program_holds(program, solving->level, solving->caps, x)) {
        solved = SOLVED_FAILED;
    }
    if (solved == SOLVED) {
        solving->bound = program_value(program, solving->level, x);
    } else if (run.ended) {
        solving->bound = whole_bound(run.bound);
    }
    if (solved == SOLVED_FAILED) {
        diag_environment(diag, NO_PLACE, "report this model as a bug",
                         "the integer program solver gave no usable answer");
    }
    return solved;
}
