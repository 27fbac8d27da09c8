// SPDX-License-Identifier: MIT
#include "plan/bound.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { COLUMNS = 12, ROWS = 16, PROGRAMS = 500 };

static void add(struct program *program, const int64_t *weights, bool at_least, int64_t bound)
{
    const size_t group = program_group(program, (struct group){GROUP_PATH, NULL, NULL, false});
    program_row(program, group, weights, at_least, bound);
}

static uint32_t roll(uint64_t *seed, uint32_t sides)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*seed >> 33) % sides;
}

static void make(struct program *program, struct arena *arena, uint64_t seed)
{
    program_init(program, arena, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        program->cost[LEVEL_PRICE][i] = roll(&seed, 900);
    }
    for (size_t i = 0; i < ROWS; i++) {
        int64_t weights[COLUMNS] = {0};
        for (size_t j = 0; j < 3; j++) {
            weights[roll(&seed, COLUMNS)] = 1;
        }
        add(program, weights, true, 1);
    }
    program->groups[0].dropped = roll(&seed, 2) == 0;
}

// The least price of all sets that satisfy the rows.
static int64_t least(const struct program *program)
{
    int64_t best = INT64_MAX;
    for (uint32_t set = 0; set < 1U << COLUMNS; set++) {
        bool x[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++) {
            x[i] = (set >> i & 1U) != 0;
        }
        const int64_t value = program_value(program, LEVEL_PRICE, x);
        if (value < best && program_holds(program, LEVEL_STEPS, NULL, x)) {
            best = value;
        }
    }
    return best;
}

static void bound_is_never_above_the_least_answer_and_mostly_near_it(void **state)
{
    (void)state;
    int64_t bounds = 0;
    int64_t answers = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        AUTO_ARENA arena = arena_new();
        struct program program;
        make(&program, arena, seed);
        const int64_t best = least(&program);
        const int64_t bound = program_bound(&program, LEVEL_PRICE, best + best / 10);
        assert_true(bound <= best);
        bounds += bound;
        answers += best;
    }
    assert_true(bounds > answers * 9 / 10);
}

static void bound_counts_no_column_that_a_row_forbids(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    int64_t first_two[COLUMNS] = {1, 1};
    int64_t first[COLUMNS] = {1};
    program_init(&program, arena, COLUMNS);
    program.cost[LEVEL_PRICE][0] = 1;
    program.cost[LEVEL_PRICE][1] = 100;
    add(&program, first_two, true, 1);
    assert_int_equal(program_bound(&program, LEVEL_PRICE, 100), 1);
    add(&program, first, false, 0);
    assert_int_equal(program_bound(&program, LEVEL_PRICE, 100), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bound_is_never_above_the_least_answer_and_mostly_near_it),
        cmocka_unit_test(bound_counts_no_column_that_a_row_forbids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
