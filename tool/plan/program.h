// program.h - an integer program with yes/no columns, solved exactly by GLPK.
//
// Whole numbers only: what GLPK returns is rounded and every row is checked again in integer
// arithmetic, so a numerical slip is an error and never a wrong plan. Each row belongs to a
// group with words for it; a conflict set is told in groups.
#ifndef PLAN_PROGRAM_H
#define PLAN_PROGRAM_H

#include "base/arena.h"
#include "base/diag.h"
#include "threat/threat.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Levels of the objective, first to last; each is minimised with the ones before it held.
enum level {
    LEVEL_STEPS,     // irreversible steps
    LEVEL_FUNCTIONS, // functions lost that the model has
    LEVEL_PRICE,     // normalised price, savings counted as nothing
    LEVEL_CONTROLS,  // number of controls: leaves no control that nothing asks for
    LEVEL_SAVING,    // normalised price, savings counted
    LEVEL_TIE,       // order of ids: the same optimum every time
    LEVEL_COUNT,
};

enum group_kind {
    GROUP_PATH,
    GROUP_RESPONSE,
    GROUP_WITH,
    GROUP_NEED,
    GROUP_CONFLICT,
    GROUP_BUDGET,
    GROUP_FUNCTION,
    GROUP_CHIP,
    GROUP_BESIDES, // "not this plan again", for the next-best one
};

struct group {
    enum group_kind kind;
    const char *name;        // capability, function, budget word, leaf, control
    const struct path *path; // GROUP_PATH
    bool dropped;            // its rows are left out
};

// `sum of weight * column` is at least, or at most, `bound`.
struct row {
    size_t group;
    bool at_least;
    int64_t bound;
    size_t *columns; // ascending, each once
    int64_t *weights;
    size_t count;
};

// Who wants to know how far it is. `tell` may be NULL; `rows` are those of paths.
struct watcher {
    void (*tell)(void *context, size_t rows);
    void *context;
};

struct program {
    struct arena *arena;
    struct watcher watcher;
    size_t column_count;
    int64_t *cost[LEVEL_COUNT]; // by column
    struct group *groups;
    size_t group_count;
    size_t group_capacity;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
};

// SOLVED_UNPROVED: every row holds, but the effort ended before the proof that nothing is cheaper.
// SOLVED_FAILED is reported where it happens; SOLVED_TOO_LATE and SOLVED_INTERRUPTED by
// program_report(), for those who cannot go on without.
enum solved {
    SOLVED,
    SOLVED_UNPROVED,
    SOLVED_INFEASIBLE,
    SOLVED_FAILED,
    SOLVED_TOO_LATE,
    SOLVED_INTERRUPTED,
};

// Whether there is an answer, the best one or not.
bool solved_is_answer(enum solved solved);

// What one solve is asked. Effort is counted in work (simplex steps times rows) and not in
// seconds, so that the same input ends at the same plan on a busy machine as well.
struct solving {
    enum level level;    // minimised
    const int64_t *caps; // by level: what earlier levels may not exceed
    uint64_t *effort;    // how much is left, lowered by what is used; NULL: as much as it takes
    int64_t bound;       // result: no answer is below it at this level; INT64_MIN: nothing known
};

void program_init(struct program *program, struct arena *arena, size_t column_count);
size_t program_group(struct program *program, struct group group);

// Adds a row from one weight per column; zeros are left out.
void program_row(struct program *program, size_t group, const int64_t *weights, bool at_least,
                 int64_t bound);

// `x` gets one element per column. Stops when process_interrupted() or after a minute. With no
// effort left it still looks for some answer, which is then SOLVED_UNPROVED.
enum solved program_solve(const struct program *program, struct diag *diag, struct solving *solving,
                          bool *x);

// Whether all rows hold, and the caps of the levels before `level`.
bool program_holds(const struct program *program, enum level level, const int64_t *caps,
                   const bool *x);

// Reports why nothing is known; says nothing when there is an answer or proof that there is none.
void program_report(struct diag *diag, enum solved solved);

// Tells the watcher.
void program_tell(const struct program *program);

int64_t program_value(const struct program *program, enum level level, const bool *x);

#endif
