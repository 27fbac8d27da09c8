// SPDX-License-Identifier: MIT
#include "threat/threat.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "small_world.h"

#include <cmocka.h>
#include <string.h>

static const char *const S0[] = {"s.0"};
static const char *const S1[] = {"s.1"};
static const char *const S3[] = {"s.3"};

static struct names one(const char *const *item)
{
    return (struct names){.items = (const char **)(uintptr_t)item, .count = 1};
}

static const struct expr NEED_S0 = {.kind = EXPR_NAME, .name = "s.0"};

// X1 = (1 day, expert) = 6 points, X2 = (1 week, proficient) = 4 points, both with
// Y = (1 day, expert, easy window, specialised) = 11.
static void counter_example(struct small_world *world)
{
    small_world_init(world, 3, 0);
    world->leaves[0].yields = one(S0);
    world->leaves[0].develop = (struct potential){.days = 1, .expertise = EXPERTISE_EXPERT};
    world->leaves[1].yields = one(S0);
    world->leaves[1].develop = (struct potential){.days = 7, .expertise = EXPERTISE_PROFICIENT};
    world->leaves[2].yields = one(S3);
    world->leaves[2].requires = &NEED_S0;
    world->leaves[2].develop = (struct potential){.days = 1,
                                                  .expertise = EXPERTISE_EXPERT,
                                                  .window = WINDOW_EASY,
                                                  .equipment = EQUIPMENT_SPECIALISED};
}

static const struct threats *find(struct arena *arena, const struct small_world *world)
{
    struct diag diag;
    diag_init(&diag, arena);
    const struct threats *threats =
        threats_find(arena, &diag, &world->model, &world->catalogue, NULL, 0);
    assert_non_null(threats);
    return threats;
}

static void headline_of_the_counter_example_is_12_not_13(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    const struct threats *threats = find(arena, &world);
    // With X1: two days 1, expert 6, easy 1, specialised 4. With X2: eight days 2, the same rest.
    // Taking the cheaper X alone (X2) would report 13 and overstate safety.
    assert_int_equal(threats->headlines[0].score, 12);
    assert_int_equal(threats->path_count, 2);
    assert_string_equal(threats->paths[0].leaves[0]->id, "l.0");
    assert_int_equal(threats->paths[0].score, 12);
    assert_int_equal(threats->paths[1].score, 13);
}

static void a_leaf_that_two_steps_need_is_paid_once(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    small_world_init(&world, 4, 0);
    static const struct expr s1 = {.kind = EXPR_NAME, .name = "s.1"};
    static const struct expr s2 = {.kind = EXPR_NAME, .name = "s.2"};
    static const struct expr *both[] = {&s1, &s2};
    static const struct expr need_both = {.kind = EXPR_ALL, .children = both, .count = 2};
    static const char *const s2_name[] = {"s.2"};
    world.leaves[0].yields = one(S0);
    world.leaves[0].develop.days = 20;
    world.leaves[1].yields = one(S1);
    world.leaves[1].requires = &NEED_S0;
    world.leaves[1].develop.days = 1;
    world.leaves[2].yields = one(s2_name);
    world.leaves[2].requires = &NEED_S0;
    world.leaves[2].develop.days = 2;
    world.leaves[3].yields = one(S3);
    world.leaves[3].requires = &need_both;
    world.leaves[3].develop.days = 4;
    const struct threats *threats = find(arena, &world);
    assert_int_equal(threats->path_count, 1);
    assert_int_equal(threats->paths[0].potential.days, 27);
    assert_string_equal(threats->paths[0].leaves[0]->id, "l.0");
    assert_string_equal(threats->paths[0].leaves[3]->id, "l.3");
}

static void a_path_beyond_one_ceiling_is_closed_and_keeps_its_headline(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    world.adversary.ceiling.equipment = EQUIPMENT_STANDARD;
    const struct threats *threats = find(arena, &world);
    assert_int_equal(threats->path_count, 0);
    assert_true(threats->headlines[0].reachable);
    assert_false(threats->headlines[0].open);
    assert_int_equal(threats->headlines[0].score, 12);
}

static void an_adversary_who_stands_too_far_has_no_headline(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    world.leaves[2].develop.access = ACCESS_PHYSICAL_INTERNAL;
    world.adversary.ceiling.access = ACCESS_PHYSICAL_EXTERNAL;
    assert_false(find(arena, &world)->headlines[0].reachable);
}

static void a_fleet_secret_is_judged_by_the_stricter_row(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    world.model.appetite.accept_up_to[IMPACT_SEVERE] = FEASIBILITY_HIGH;
    world.model.appetite.class_break[IMPACT_SEVERE] = FEASIBILITY_LOW;
    assert_int_equal(find(arena, &world)->above_count, 0);
    world.asset.scope = SCOPE_FLEET;
    const struct threats *threats = find(arena, &world);
    assert_int_equal(threats->above_count, 2);
    assert_true(threats->paths[0].class_break);
}

static void what_is_cheap_to_repeat_from_afar_is_a_class_break(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    for (size_t i = 0; i < 3; i++) {
        world.leaves[i].repeat = (struct potential){.days = 1};
    }
    assert_true(find(arena, &world)->paths[0].class_break);
    world.leaves[2].repeat.equipment = EQUIPMENT_MULTIPLE_BESPOKE;
    world.leaves[2].repeat.window = WINDOW_EASY;
    assert_false(find(arena, &world)->paths[0].class_break);
}

static void a_decision_at_the_edge_of_a_band_is_fragile(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    counter_example(&world);
    world.model.appetite.accept_up_to[IMPACT_SEVERE] = FEASIBILITY_MEDIUM;
    const struct threats *threats = find(arena, &world);
    assert_true(threats->paths[0].above);
    assert_true(threats->paths[0].fragile);
    assert_non_null(strstr(threats->paths[0].fragile_why, "knowledge"));
}

static void a_secret_the_adversary_does_not_want_is_no_threat(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    static const char *const other[] = {"something-else"};
    counter_example(&world);
    world.adversary.motivated_by = one(other);
    const struct threats *threats = find(arena, &world);
    assert_int_equal(threats->path_count, 0);
    assert_int_equal(threats->headline_count, 0);
}

static void the_effects_of_a_control_are_those_of_the_catalogue(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    struct diag diag;
    struct effect cut = {.leaf = "l.0", .cut = true};
    static const char *goal[] = {"s.3"};
    small_world_init(&world, 1, 1);
    world.leaves[0].yields = (struct names){.items = goal, .count = 1};
    world.controls[0].effects = &cut;
    world.controls[0].effect_count = 1;
    const struct control bare = {.id = world.controls[0].id};
    const struct control stranger = {.id = "c.unknown", .effects = &cut, .effect_count = 1};
    const struct control *const given[] = {&bare, &stranger};
    diag_init(&diag, arena);
    const struct threats *with =
        threats_find(arena, &diag, &world.model, &world.catalogue, given, 1);
    const struct threats *strange =
        threats_find(arena, &diag, &world.model, &world.catalogue, given + 1, 1);
    assert_int_equal(with->path_count, 0);
    assert_int_equal(strange->path_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headline_of_the_counter_example_is_12_not_13),
        cmocka_unit_test(a_leaf_that_two_steps_need_is_paid_once),
        cmocka_unit_test(a_path_beyond_one_ceiling_is_closed_and_keeps_its_headline),
        cmocka_unit_test(an_adversary_who_stands_too_far_has_no_headline),
        cmocka_unit_test(a_fleet_secret_is_judged_by_the_stricter_row),
        cmocka_unit_test(what_is_cheap_to_repeat_from_afar_is_a_class_break),
        cmocka_unit_test(a_decision_at_the_edge_of_a_band_is_fragile),
        cmocka_unit_test(a_secret_the_adversary_does_not_want_is_no_threat),
        cmocka_unit_test(the_effects_of_a_control_are_those_of_the_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
