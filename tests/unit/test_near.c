// SPDX-License-Identifier: MIT
#include "threat/near.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "random_world.h"
#include "small_world.h"

#include <cmocka.h>

enum { WORLDS = 500 };
static const struct world_size SIZE = {8, 5, 3, 2, 2};

static const struct near_misses *find(struct arena *arena, const struct model *model,
                                      const struct catalogue *catalogue)
{
    struct diag *diag = ARENA_NEW(arena, struct diag);
    diag_init(diag, arena);
    const struct near_misses *near = near_misses_find(arena, diag, model, catalogue);
    assert_false(diag_failed(diag));
    assert_non_null(near);
    return near;
}

// Closed, and open after one step easier in some factor: the definition, word for word.
static bool is_near(const struct potential *value, const struct potential *ceiling)
{
    bool near = false;
    for (unsigned i = 0; i < FACTOR_COUNT; i++) {
        struct potential moved = *value;
        near = near || (potential_easier(&moved, (enum factor)i) && world_within(&moved, ceiling));
    }
    return near && !world_within(value, ceiling);
}

static size_t count_near(struct world *world)
{
    size_t count = 0;
    for (size_t i = 0; i < world->catalogue.goals_count; i++) {
        const struct goal *goal = &world->catalogue.goals[i];
        const struct masks attacks = world_attacks(world, goal);
        for (size_t j = 0; j < world->model.adversaries_count * attacks.count; j++) {
            const struct adversary *adversary = &world->model.adversaries[j / attacks.count];
            struct asked asked;
            count += world_at_stake(world, goal, adversary) &&
                     world_asks(world, attacks.items[j % attacks.count], 0, &asked) &&
                     is_near(&asked.potential, &adversary->ceiling);
        }
    }
    return count;
}

static void find_lists_each_closed_path_that_one_level_opens(void **state)
{
    (void)state;
    size_t total = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        const struct near_misses *near = find(arena, &world.model, &world.catalogue);
        assert_true(near->complete);
        assert_int_equal(near->count, count_near(&world));
        total += near->count;
        for (size_t i = 0; i < near->count; i++) {
            struct potential moved = near->items[i].path.potential;
            assert_true(potential_easier(&moved, near->items[i].factor));
            assert_true(potential_within(&moved, &near->items[i].path.adversary->ceiling));
            assert_false(near->items[i].path.open || near->items[i].path.above);
            assert_true(i == 0 || near->items[i - 1].above || !near->items[i].above);
        }
    }
    assert_true(total > WORLDS / 4); // worlds without a near miss teach nothing
}

static void text_names_the_factor_and_what_it_would_do(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small_world world;
    static const char *goal[] = {"s.3"};
    small_world_init(&world, 1, 0);
    world.leaves[0].yields = (struct names){.items = goal, .count = 1};
    world.leaves[0].develop.expertise = EXPERTISE_PROFICIENT;
    world.adversary.ceiling.expertise = EXPERTISE_LAYMAN;
    const struct near_misses *near = find(arena, &world.model, &world.catalogue);
    assert_int_equal(near->count, 1);
    assert_int_equal(near->items[0].factor, FACTOR_EXPERTISE);
    assert_true(near->items[0].above);
    const char *text = near_misses_text(arena, near, false);
    assert_non_null(
        strstr(text, "one level easier in expertise would open it and put it above the appetite"));
    world.leaves[0].develop.expertise = EXPERTISE_EXPERT; // two levels: no near miss
    near = find(arena, &world.model, &world.catalogue);
    assert_string_equal(near_misses_text(arena, near, true), "");
}

static void ceiling_lift_reaches_what_one_level_easier_is_within(void **state)
{
    (void)state;
    for (uint32_t days = 0; days < 400; days++) {
        const struct potential ceiling = {.days = days};
        struct potential lifted = ceiling;
        ceiling_lift(&lifted, FACTOR_TIME);
        for (uint32_t value = 0; value < 400; value++) {
            const struct potential wanted = {.days = value};
            struct potential easier = wanted;
            const bool near =
                potential_within(&wanted, &ceiling) ||
                (potential_easier(&easier, FACTOR_TIME) && potential_within(&easier, &ceiling));
            assert_int_equal(potential_within(&wanted, &lifted), near);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_lists_each_closed_path_that_one_level_opens),
        cmocka_unit_test(text_names_the_factor_and_what_it_would_do),
        cmocka_unit_test(ceiling_lift_reaches_what_one_level_easier_is_within),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
