// SPDX-License-Identifier: MIT
#include "plan/guess.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { COLUMNS = 4 };

static void add(struct program *program, int64_t *weights, bool at_least, int64_t bound)
{
    const size_t group = program_group(program, (struct group){GROUP_PATH, NULL, NULL, false});
    program_row(program, group, weights, at_least, bound);
}

static void guess_takes_the_column_with_the_most_rows_for_its_price(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    program.cost[LEVEL_PRICE][2] = 100;
    add(&program, (int64_t[]){1, 0, 1, 0}, true, 1);
    add(&program, (int64_t[]){1, 1, 0, 0}, true, 1);
    assert_true(program_guess(&program, x));
    assert_true(x[0] && !x[1] && !x[2] && !x[3]);
}

static void guess_takes_nothing_that_a_row_forbids_alone(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    add(&program, (int64_t[]){1, 1, 0, 0}, true, 1);
    add(&program, (int64_t[]){1, 0, 0, 0}, false, 0);
    assert_true(program_guess(&program, x));
    assert_true(!x[0] && x[1]);
    add(&program, (int64_t[]){0, 1, 0, 0}, false, 0);
    assert_false(program_guess(&program, x)); // greed finds none: there is none
}

static void guess_takes_what_a_taken_column_needs(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    add(&program, (int64_t[]){0, 1, 0, 0}, true, 1);
    add(&program, (int64_t[]){0, 1, 0, -1}, false, 0);
    assert_true(program_guess(&program, x));
    assert_true(!x[0] && x[1] && !x[2] && x[3]);
}

static void guess_lets_go_what_later_choices_made_needless(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    // The middle column gains most at first; then the outer ones, which are forced, cover it all.
    add(&program, (int64_t[]){1, 0, 1, 0}, true, 1);
    add(&program, (int64_t[]){0, 1, 1, 0}, true, 1);
    add(&program, (int64_t[]){1, 0, 0, 0}, true, 1);
    add(&program, (int64_t[]){0, 1, 0, 0}, true, 1);
    program.cost[LEVEL_PRICE][0] = 5;
    program.cost[LEVEL_PRICE][1] = 5;
    assert_true(program_guess(&program, x));
    assert_true(x[0] && x[1] && !x[2]);
}

static void guess_does_not_look_at_dropped_rows(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    add(&program, (int64_t[]){1, 0, 0, 0}, true, 1);
    program.groups[0].dropped = true;
    assert_true(program_guess(&program, x));
    assert_false(x[0]);
}

static void good_guess_exchanges_what_greed_took_too_early(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    // Column 0 answers two rows and looks best; 1 and 2, which answer the rest anyhow, cost less.
    add(&program, (int64_t[]){1, 1, 0, 0}, true, 1);
    add(&program, (int64_t[]){1, 1, 0, 0}, true, 1);
    add(&program, (int64_t[]){1, 0, 1, 0}, true, 1);
    add(&program, (int64_t[]){0, 1, 0, 1}, true, 1);
    add(&program, (int64_t[]){0, 0, 1, 1}, true, 1);
    program.cost[LEVEL_PRICE][0] = 10;
    program.cost[LEVEL_PRICE][1] = 10;
    program.cost[LEVEL_PRICE][2] = 9;
    program.cost[LEVEL_PRICE][3] = 9;
    assert_true(program_guess(&program, x));
    const int64_t first = program_value(&program, LEVEL_PRICE, x);
    assert_true(program_good_guess(&program, x));
    assert_int_equal(program_value(&program, LEVEL_PRICE, x), 19);
    assert_true(first >= 19 && program_holds(&program, LEVEL_STEPS, NULL, x));
}

static void good_guess_leaves_the_budget_when_it_can(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct program program;
    bool x[COLUMNS];
    program_init(&program, arena, COLUMNS);
    add(&program, (int64_t[]){1, 1, 0, 0}, true, 1);
    add(&program, (int64_t[]){700, 300, 0, 0}, false, 500);
    program.cost[LEVEL_PRICE][1] = 50;
    assert_true(program_guess(&program, x));
    assert_true(x[0] && !x[1]); // greed does not look at budgets
    assert_true(program_good_guess(&program, x));
    assert_true(!x[0] && x[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guess_takes_the_column_with_the_most_rows_for_its_price),
        cmocka_unit_test(guess_takes_nothing_that_a_row_forbids_alone),
        cmocka_unit_test(guess_takes_what_a_taken_column_needs),
        cmocka_unit_test(guess_lets_go_what_later_choices_made_needless),
        cmocka_unit_test(guess_does_not_look_at_dropped_rows),
        cmocka_unit_test(good_guess_exchanges_what_greed_took_too_early),
        cmocka_unit_test(good_guess_leaves_the_budget_when_it_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
