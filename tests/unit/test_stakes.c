// SPDX-License-Identifier: MIT
#include "threat/stakes.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "small_world.h"

#include <cmocka.h>

static struct asset assets[] = {
    {.id = "b-minor", .kind = "key", .impact = {IMPACT_MINOR}},
    {.id = "b-severe", .kind = "key", .impact = {IMPACT_SEVERE}},
    {.id = "a-severe", .kind = "key", .impact = {IMPACT_SEVERE}},
    {.id = "fleet", .kind = "key", .impact = {IMPACT_SEVERE}, .scope = SCOPE_FLEET},
    {.id = "other-kind", .kind = "code", .impact = {IMPACT_SEVERE}},
    {.id = "other-property", .kind = "key", .impact = {IMPACT_NONE, IMPACT_SEVERE}},
};

static struct small_world world;

static int set_up(void **state)
{
    (void)state;
    small_world_init(&world, 0, 0);
    world.model.assets = assets;
    world.model.assets_count = sizeof assets / sizeof assets[0];
    return 0;
}

static struct stakes stakes(struct arena *arena)
{
    return stakes_of(arena, &world.model, &world.goal, &world.adversary);
}

static void only_assets_that_the_goal_harms_count_worst_first(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    static const char *const order[] = {"fleet", "a-severe", "b-severe", "b-minor"};
    const struct stakes found = stakes(arena);
    assert_int_equal(found.count, 4);
    for (size_t i = 0; i < found.count; i++) {
        assert_string_equal(found.assets[i]->id, order[i]);
    }
}

static void an_adversary_with_motives_wants_nothing_else(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *wanted = "b-minor";
    world.adversary.motivated_by = (struct names){&wanted, 1};
    const struct stakes found = stakes(arena);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.assets[0]->id, "b-minor");
}

static void what_is_accepted_is_not_above_and_one_level_easier_is(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    world.model.assets = &assets[1];
    world.model.assets_count = 1;
    world.model.appetite.accept_up_to[IMPACT_SEVERE] = FEASIBILITY_LOW;
    const struct stakes found = stakes(arena);
    assert_false(stakes_judge(&found, FEASIBILITY_LOW, false).above);
    assert_true(stakes_judge(&found, FEASIBILITY_MEDIUM, false).above);
}

static void a_class_break_meets_the_stricter_row_and_never_a_laxer_one(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    world.model.assets = &assets[1];
    world.model.assets_count = 1;
    struct appetite *appetite = &world.model.appetite;
    const struct stakes found = stakes(arena);
    appetite->accept_up_to[IMPACT_SEVERE] = FEASIBILITY_MEDIUM;
    appetite->class_break[IMPACT_SEVERE] = FEASIBILITY_VERY_LOW;
    assert_int_equal(stakes_judge(&found, FEASIBILITY_LOW, true).accept, FEASIBILITY_VERY_LOW);
    assert_true(stakes_judge(&found, FEASIBILITY_LOW, true).above);
    assert_false(stakes_judge(&found, FEASIBILITY_LOW, false).above);
    appetite->class_break[IMPACT_SEVERE] = FEASIBILITY_HIGH;
    assert_int_equal(stakes_judge(&found, FEASIBILITY_LOW, true).accept, FEASIBILITY_MEDIUM);
}

static void an_asset_of_the_fleet_makes_every_attack_a_class_break(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    world.model.assets = &assets[3];
    world.model.assets_count = 1;
    world.model.appetite.accept_up_to[IMPACT_SEVERE] = FEASIBILITY_HIGH;
    const struct stakes found = stakes(arena);
    const struct judgement judgement = stakes_judge(&found, FEASIBILITY_LOW, false);
    assert_true(judgement.class_break);
    assert_true(judgement.above);
}

// The worst asset may be accepted while a lesser one is not: that one decides.
static void the_first_asset_above_the_appetite_decides(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    world.model.assets_count = 2;
    world.model.appetite.accept_up_to[IMPACT_SEVERE] = FEASIBILITY_HIGH;
    world.model.appetite.accept_up_to[IMPACT_MINOR] = FEASIBILITY_LOW;
    const struct stakes found = stakes(arena);
    const struct judgement judgement = stakes_judge(&found, FEASIBILITY_HIGH, false);
    assert_true(judgement.above);
    assert_string_equal(judgement.asset->id, "b-minor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_assets_that_the_goal_harms_count_worst_first, set_up),
        cmocka_unit_test_setup(an_adversary_with_motives_wants_nothing_else, set_up),
        cmocka_unit_test_setup(what_is_accepted_is_not_above_and_one_level_easier_is, set_up),
        cmocka_unit_test_setup(a_class_break_meets_the_stricter_row_and_never_a_laxer_one, set_up),
        cmocka_unit_test_setup(an_asset_of_the_fleet_makes_every_attack_a_class_break, set_up),
        cmocka_unit_test_setup(the_first_asset_above_the_appetite_decides, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
