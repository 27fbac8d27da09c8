// SPDX-License-Identifier: MIT
#include "plan/pareto.h"

#include "scratch.h"
#include "small_world.h"

// One leaf, wide open, and one control that cuts it.
static void world_init(struct small_world *world)
{
    static struct effect cut = {.leaf = "l.0", .cut = true};
    static const char *gives = "s.3";
    small_world_init(world, 1, 1);
    world->leaves[0].yields = (struct names){&gives, 1};
    world->controls[0].effects = &cut;
    world->controls[0].effect_count = 1;
}

static const struct pareto *find(struct scratch *scratch, const struct small_world *world)
{
    const struct plan_options options = {0};
    const struct pareto *pareto =
        pareto_find(scratch->arena, &scratch->diag, &world->model, &world->catalogue, &options);
    assert_non_null(pareto);
    return pareto;
}

static void the_first_row_buys_nothing_and_the_last_is_the_models_own(void **state)
{
    struct small_world world;
    world_init(&world);
    const struct pareto *pareto = find(*state, &world);
    assert_int_equal(pareto->count, 4);
    const struct pareto_row *first = &pareto->rows[0];
    const struct pareto_row *last = &pareto->rows[3];
    assert_string_equal(first->appetite, "everything");
    assert_int_equal(first->controls.count, 0);
    assert_int_equal(first->open, 1);
    assert_int_equal(first->above, 1); // by the model's own appetite, whatever the row accepts
    assert_string_equal(last->appetite, "as the model");
    assert_int_equal(last->controls.count, 1);
    assert_string_equal(last->controls.items[0], "c.0");
    assert_int_equal(last->open, 0);
    assert_int_equal(last->above, 0);
}

static void an_appetite_that_cannot_be_met_is_a_row_that_says_so(void **state)
{
    struct small_world world;
    world_init(&world);
    world.catalogue.controls_count = 0;
    const struct pareto *pareto = find(*state, &world);
    assert_true(pareto->rows[0].feasible);
    assert_false(pareto->rows[3].feasible);
    assert_int_equal(pareto->rows[3].above, 1);
    assert_non_null(strstr(pareto_text(((struct scratch *)*state)->arena, pareto), "infeasible"));
}

static void the_models_own_appetite_is_never_tightened(void **state)
{
    struct small_world world;
    world_init(&world);
    for (size_t i = 0; i < IMPACT_COUNT; i++) {
        world.model.appetite.accept_up_to[i] = world.model.appetite.class_break[i] =
            FEASIBILITY_HIGH;
    }
    const struct pareto *pareto = find(*state, &world);
    for (size_t i = 0; i < pareto->count; i++) {
        assert_int_equal(pareto->rows[i].controls.count, 0);
        assert_int_equal(pareto->rows[i].above, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_first_row_buys_nothing_and_the_last_is_the_models_own),
        SCRATCH_TEST(an_appetite_that_cannot_be_met_is_a_row_that_says_so),
        SCRATCH_TEST(the_models_own_appetite_is_never_tightened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
