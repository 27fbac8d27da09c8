// SPDX-License-Identifier: MIT
#include "plan/solve.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "random_world.h"

#include <cmocka.h>
#include <stdlib.h>

enum { WORLDS = 2000 };
static const struct world_size SIZE = {9, 5, 3, 2, 8};

// The catalogue's price as the specification words it: ten thousandths of a budget or a
// nominal scale, rounded half away from zero; what nobody measured counts 1 KiB of flash.
static int64_t share(int64_t amount, bool limited, int64_t budget, int64_t nominal)
{
    const int64_t scale = limited && budget > 0 ? budget : nominal;
    const int64_t twice = (llabs(amount) * 20000 + scale) / (2 * scale);
    return amount < 0 ? -twice : twice;
}

static int64_t price_of(const struct world *world, const struct control *control)
{
    const struct budget *budget = &world->model.budget;
    if (control->price_count == 0) {
        return share(1024, false, 0, 65536);
    }
    const struct price *price = &control->prices[0];
    return share(price->flash_bytes, budget->limited_flash, budget->flash_bytes, 65536) +
           share(price->ram_bytes, budget->limited_ram, budget->ram_bytes, 8192) +
           share(price->boot_us, budget->limited_boot, budget->boot_us, 500000);
}

static bool has(const struct world *world, uint32_t controls, const char *id)
{
    for (size_t i = 0; i < world->catalogue.controls_count; i++) {
        if (strcmp(world->catalogue.controls[i].id, id) == 0) {
            return (controls >> i & 1U) != 0;
        }
    }
    return false;
}

static bool control_is_allowed(const struct world *world, uint32_t controls,
                               const struct control *control)
{
    for (size_t i = 0; i < control->needs.count; i++) {
        if (!has(world, controls, control->needs.items[i])) {
            return false;
        }
    }
    bool one = control->needs_one.count == 0;
    for (size_t i = 0; i < control->needs_one.count; i++) {
        one = one || has(world, controls, control->needs_one.items[i]);
    }
    if (!one) {
        return false;
    }
    for (size_t i = 0; i < control->conflicts.count; i++) {
        if (has(world, controls, control->conflicts.items[i])) {
            return false;
        }
    }
    return !names_has(&control->needs_chip, "cap.no") &&
           !(world->model.functions[0].essential && names_has(&control->loses, "f.0"));
}

static bool is_allowed(const struct world *world, uint32_t controls)
{
    int64_t flash = 0;
    int64_t ram = 0;
    for (size_t i = 0; i < world->catalogue.controls_count; i++) {
        const struct control *control = &world->catalogue.controls[i];
        if ((controls >> i & 1U) == 0) {
            continue;
        }
        if (!control_is_allowed(world, controls, control)) {
            return false;
        }
        flash += control->price_count > 0 ? control->prices[0].flash_bytes : 0;
        ram += control->price_count > 0 ? control->prices[0].ram_bytes : 0;
    }
    const struct budget *budget = &world->model.budget;
    return !(budget->limited_flash && flash > budget->flash_bytes) &&
           !(budget->limited_ram && ram > budget->ram_bytes);
}

static bool answers(const struct world *world, const struct masks *attacks, uint32_t controls)
{
    const size_t adversaries = world->model.adversaries_count;
    for (size_t i = 0; i < world->catalogue.goals_count * adversaries; i++) {
        const struct goal *goal = &world->catalogue.goals[i / adversaries];
        const struct adversary *adversary = &world->model.adversaries[i % adversaries];
        const struct masks *masks = &attacks[i / adversaries];
        for (size_t j = 0; j < masks->count; j++) {
            struct asked asked;
            if (world_asks(world, masks->items[j], controls, &asked) &&
                world_within(&asked.potential, &adversary->ceiling) &&
                world_above(world, goal, adversary, &asked)) {
                return false;
            }
        }
    }
    return true;
}

static void weigh(const struct world *world, uint32_t controls, int64_t *values)
{
    bool lost[2] = {false};
    memset(values, 0, LEVEL_COUNT * sizeof *values);
    for (size_t i = 0; i < world->catalogue.controls_count; i++) {
        const struct control *control = &world->catalogue.controls[i];
        if ((controls >> i & 1U) == 0) {
            continue;
        }
        const int64_t price = price_of(world, control);
        lost[0] = lost[0] || names_has(&control->loses, "f.0");
        lost[1] = lost[1] || names_has(&control->loses, "f.1");
        values[LEVEL_STEPS] += control->irreversible;
        values[LEVEL_PRICE] += price > 0 ? price : 0;
        values[LEVEL_CONTROLS] += 1;
        values[LEVEL_SAVING] += price;
        values[LEVEL_TIE] += (int64_t)i + 1;
    }
    values[LEVEL_FUNCTIONS] = lost[0] + lost[1];
}

static bool is_less(const int64_t *a, const int64_t *b)
{
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i];
        }
    }
    return false;
}

// The best of all sets of controls; false: there is none.
static bool search_all(struct world *world, int64_t *best)
{
    struct masks attacks[8];
    bool found = false;
    for (size_t i = 0; i < world->catalogue.goals_count; i++) {
        attacks[i] = world_attacks(world, &world->catalogue.goals[i]);
    }
    for (uint32_t controls = 0; controls < 1U << world->catalogue.controls_count; controls++) {
        int64_t values[LEVEL_COUNT];
        weigh(world, controls, values);
        if (is_allowed(world, controls) && (!found || is_less(values, best)) &&
            answers(world, attacks, controls)) {
            memcpy(best, values, sizeof values);
            found = true;
        }
    }
    return found;
}

struct tally {
    size_t solved, infeasible, controls, unproved, dearer;
};

static const struct plan_options PLAIN = {.bonus = false};

static void make_solver(struct solver *solver, struct world *world, struct arena *arena,
                        struct diag *diag)
{
    diag_init(diag, arena);
    *solver = (struct solver){.arena = arena, .diag = diag};
    solver->engine = engine_make(arena, diag, &world->model, &world->catalogue);
    solver->offer = offer_make(arena, diag, &world->model, &world->catalogue, &PLAIN);
}

static void check_world(struct arena *arena, uint64_t seed, struct tally *tally)
{
    struct world world;
    struct diag diag;
    struct solver solver;
    world_make(&world, arena, seed, SIZE);
    make_solver(&solver, &world, arena, &diag);
    bool chosen[32] = {false};
    int64_t values[LEVEL_COUNT];
    int64_t best[LEVEL_COUNT];
    const enum solved solved = solver_run(&solver, LEVEL_TIE, chosen, values);
    const bool found = search_all(&world, best);
    assert_false(diag_failed(&diag));
    assert_int_equal(solved, found ? SOLVED : SOLVED_INFEASIBLE);
    if (!found) {
        tally->infeasible++;
        return;
    }
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        assert_int_equal(values[i], best[i]);
    }
    tally->solved++;
    tally->controls += (size_t)values[LEVEL_CONTROLS];
}

static void run_equals_exhaustive_search_on_random_catalogues(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        check_world(arena, seed, &tally);
    }
    print_message("%zu solved with %zu controls, %zu infeasible\n", tally.solved, tally.controls,
                  tally.infeasible);
    assert_true(tally.controls > WORLDS / 3);
    assert_true(tally.infeasible > WORLDS / 20);
}

// The controls that are in force, as the exhaustive search numbers them.
static uint32_t set_of(const struct solver *solver, const bool *chosen)
{
    bool in_force[32] = {false};
    uint32_t controls = 0;
    offer_in_force(solver->offer, chosen, in_force);
    for (size_t i = 0; i < solver->offer->control_count; i++) {
        assert_true(in_force[i] == chosen[i]);
        controls |= chosen[i] ? 1U << i : 0;
    }
    return controls;
}

static void check_unproved(struct world *world, const struct solver *solver, const bool *chosen,
                           const int64_t *best)
{
    struct masks attacks[8];
    for (size_t i = 0; i < world->catalogue.goals_count; i++) {
        attacks[i] = world_attacks(world, &world->catalogue.goals[i]);
    }
    const uint32_t controls = set_of(solver, chosen);
    assert_true(is_allowed(world, controls));
    assert_true(answers(world, attacks, controls));
    int64_t values[LEVEL_COUNT];
    weigh(world, controls, values);
    for (unsigned i = 0; i < (unsigned)solver->unproved; i++) {
        assert_int_equal(values[i], best[i]);
    }
    assert_true(values[solver->unproved] >= best[solver->unproved]);
    assert_true(solver->bound <= best[solver->unproved]);
}

static void check_world_without_effort(struct arena *arena, uint64_t seed, struct tally *tally)
{
    struct world world;
    struct diag diag;
    struct solver solver;
    world_make(&world, arena, seed, SIZE);
    make_solver(&solver, &world, arena, &diag);
    uint64_t effort = 0;
    solver.effort = &effort;
    bool chosen[32] = {false};
    int64_t values[LEVEL_COUNT];
    int64_t best[LEVEL_COUNT];
    const enum solved solved = solver_run(&solver, LEVEL_TIE, chosen, values);
    const bool found = search_all(&world, best);
    assert_false(diag_failed(&diag));
    if (!found) {
        assert_int_equal(solved, SOLVED_INFEASIBLE);
        return;
    }
    assert_true(solved_is_answer(solved));
    if (solved == SOLVED_UNPROVED) {
        tally->unproved++;
        tally->dearer += values[solver.unproved] > best[solver.unproved];
        check_unproved(&world, &solver, chosen, best);
    }
}

static void run_without_effort_answers_everything_and_claims_no_more_than_is_true(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= WORLDS / 2; seed++) {
        AUTO_ARENA arena = arena_new();
        check_world_without_effort(arena, seed, &tally);
    }
    print_message("%zu unproved, %zu of them not the best\n", tally.unproved, tally.dearer);
    assert_true(tally.unproved > WORLDS / 10);
    assert_true(tally.dearer > 0); // else the word "unproved" is never needed
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_equals_exhaustive_search_on_random_catalogues),
        cmocka_unit_test(run_without_effort_answers_everything_and_claims_no_more_than_is_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
