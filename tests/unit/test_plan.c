// SPDX-License-Identifier: MIT
#include "plan/plan.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "random_world.h"
#include "small_world.h"

#include <cmocka.h>
#include <string.h>

enum { WORLDS = 300 };
static const struct world_size SIZE = {9, 5, 3, 2, 8};

static struct names one(const char *const *item)
{
    return (struct names){.items = (const char **)(uintptr_t)item, .count = 1};
}

static const struct plan *make(struct arena *arena, const struct model *model,
                               const struct catalogue *catalogue,
                               const struct plan_options *options)
{
    struct diag *diag = ARENA_NEW(arena, struct diag);
    diag_init(diag, arena);
    const struct plan *plan = plan_make(arena, diag, model, catalogue, options);
    assert_false(diag_failed(diag));
    assert_non_null(plan);
    return plan;
}

static void check_certificate(struct arena *arena, struct world *world, const struct plan *plan)
{
    assert_int_equal(plan->unanswered_count, 0);
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct choice *choice = &plan->choices[i];
        const char *id = choice->control->id;
        const struct plan_options without = {.without = one(&id), .brief = true};
        const struct plan *less = make(arena, &world->model, &world->catalogue, &without);
        assert_true(choice->reopen_count > 0 || choice->because != NULL);
        // It goes, with all that needs it; nothing else does, and nothing takes its place.
        assert_true(less->choice_count < plan->choice_count);
        for (size_t j = 0; j < less->choice_count; j++) {
            assert_false(names_has(&less->choices[j].control->needs, id));
        }
        assert_int_equal(less->unanswered_count, choice->reopen_count);
        assert_int_equal(plan_is_good(less), choice->reopen_count == 0);
    }
}

static void each_choice_reopens_paths_or_says_why_it_stands(void **state)
{
    (void)state;
    size_t choices = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        const struct plan_options options = {.brief = true};
        const struct plan *plan = make(arena, &world.model, &world.catalogue, &options);
        if (plan->feasible) {
            check_certificate(arena, &world, plan);
            choices += plan->choice_count;
        }
    }
    assert_true(choices > WORLDS / 4);
}

static void an_infeasible_plan_names_a_conflict_and_chooses_nothing(void **state)
{
    (void)state;
    size_t infeasible = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        const struct plan_options options = {.brief = false};
        const struct plan *plan = make(arena, &world.model, &world.catalogue, &options);
        if (plan->feasible) {
            assert_int_equal(plan->conflict.count, 0);
            continue;
        }
        infeasible++;
        assert_int_equal(plan->choice_count, 0);
        assert_true(plan->conflict.count > 0);
        assert_true(plan->unanswered_count > 0);
        assert_false(plan_is_good(plan));
    }
    assert_true(infeasible > WORLDS / 20);
}

static void next_best_is_no_cheaper_at_the_level_that_counts(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        const struct plan_options options = {.brief = false};
        const struct plan *plan = make(arena, &world.model, &world.catalogue, &options);
        assert_true(plan->next_best_why == NULL || plan->next_best_why[0] != '-');
    }
}

static void same_input_gives_the_same_lock(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        const struct plan_options options = {.brief = false};
        const char *first =
            plan_to_lock(arena, make(arena, &world.model, &world.catalogue, &options));
        const char *second =
            plan_to_lock(arena, make(arena, &world.model, &world.catalogue, &options));
        assert_string_equal(first, second);
    }
}

static const char *const S3[] = {"s.3"};
static const char *const LOCK[] = {"debug-lock"};

// One leaf reaches the goal; c.0 cuts it and needs a debug lock of the chip.
static void one_way_in(struct small_world *world, struct effect *cut)
{
    small_world_init(world, 1, 1);
    world->leaves[0].yields = one(S3);
    *cut = (struct effect){.leaf = "l.0", .cut = true};
    world->controls[0].effects = cut;
    world->controls[0].effect_count = 1;
    world->controls[0].needs_chip = one(LOCK);
    world->catalogue.capabilities = one(LOCK);
}

static void unknown_capability_counts_as_no(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    struct effect cut;
    struct capability lock = {"debug-lock", CAPABILITY_UNKNOWN, NULL, NULL};
    const struct plan_options options = {.brief = false};
    one_way_in(&world, &cut);
    world.chip.capabilities = &lock;
    world.chip.capability_count = 1;
    for (int i = CAPABILITY_NO; i <= CAPABILITY_UNKNOWN; i++) {
        lock.state = (enum capability_state)i;
        const struct plan *plan = make(arena, &world.model, &world.catalogue, &options);
        assert_false(plan->feasible);
        assert_int_equal(plan->conflict.count, 2); // the path, and the missing lock
    }
    lock.state = CAPABILITY_YES;
    assert_true(make(arena, &world.model, &world.catalogue, &options)->feasible);
}

static void acceptance_leaves_the_path_as_residual_and_expiry_takes_it_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    struct effect cut;
    const struct plan_options options = {.brief = true};
    one_way_in(&world, &cut);
    world.response = (struct response){.threat = "l.0", .kind = RESPONSE_ACCEPT};
    world.model.responses = &world.response;
    world.model.responses_count = 1;
    const struct plan *plan = make(arena, &world.model, &world.catalogue, &options);
    assert_true(plan_is_good(plan));
    assert_int_equal(plan->residual_count, 1);
    assert_ptr_equal(plan->residual_response[0], &world.response);
    world.response.expired = true;
    plan = make(arena, &world.model, &world.catalogue, &options);
    assert_false(plan_is_good(plan));
    assert_int_equal(plan->expired_count, 1);
}

static void savings_are_chosen_only_as_a_bonus(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    struct effect cut = {.leaf = "l.0", .cut = true};
    struct price saving = {.board = "B", .flash_bytes = -4000};
    small_world_init(&world, 1, 2);
    world.leaves[0].yields = one(S3);
    world.controls[0].effects = &cut;
    world.controls[0].effect_count = 1;
    world.controls[1].prices = &saving;
    world.controls[1].price_count = 1;
    const struct plan_options options = {.brief = true};
    const struct plan_options bonus = {.brief = true, .bonus = true};
    assert_int_equal(make(arena, &world.model, &world.catalogue, &options)->choice_count, 1);
    const struct plan *plan = make(arena, &world.model, &world.catalogue, &bonus);
    assert_int_equal(plan->choice_count, 2);
    assert_true(plan->choices[1].bonus);
    assert_int_equal(plan->flash_bytes, -4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_choice_reopens_paths_or_says_why_it_stands),
        cmocka_unit_test(an_infeasible_plan_names_a_conflict_and_chooses_nothing),
        cmocka_unit_test(next_best_is_no_cheaper_at_the_level_that_counts),
        cmocka_unit_test(same_input_gives_the_same_lock),
        cmocka_unit_test(unknown_capability_counts_as_no),
        cmocka_unit_test(acceptance_leaves_the_path_as_residual_and_expiry_takes_it_back),
        cmocka_unit_test(savings_are_chosen_only_as_a_bonus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
