// SPDX-License-Identifier: MIT
#include "threat/engine.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "random_world.h"

#include <cmocka.h>
#include <string.h>

enum { WORLDS = 2000 };
static const struct world_size SIZE = {11, 6, 3, 3, 4};

static uint32_t mask_of(const struct world *world, const struct path *path)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < path->leaf_count; i++) {
        mask |= UINT32_C(1) << (path->leaves[i] - world->catalogue.leaves);
    }
    return mask;
}

static const struct path *path_with(const struct world *world, const struct path_list *list,
                                    const struct goal *goal, const struct adversary *adversary,
                                    uint32_t mask)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct path *path = &list->items[i];
        if (path->goal == goal && path->adversary == adversary && mask_of(world, path) == mask) {
            return path;
        }
    }
    return NULL;
}

// A minimal set stays minimal when controls cut other leaves, so the sets of the bare
// structure serve for every set of controls.
static size_t compare(struct world *world, const struct path_list *list, uint32_t controls,
                      const struct goal *goal, const struct adversary *adversary)
{
    const struct masks masks = world_attacks(world, goal);
    size_t open = 0;
    for (size_t i = 0; i < masks.count; i++) {
        struct asked asked;
        if (!world_asks(world, masks.items[i], controls, &asked) ||
            !world_within(&asked.potential, &adversary->ceiling)) {
            continue;
        }
        const struct path *path = path_with(world, list, goal, adversary, masks.items[i]);
        assert_non_null(path);
        assert_memory_equal(&path->potential, &asked.potential, sizeof asked.potential);
        assert_int_equal(path->above, world_above(world, goal, adversary, &asked));
        open++;
    }
    return open;
}

static size_t check_world(struct arena *arena, uint64_t seed)
{
    struct world world;
    world_make(&world, arena, seed, SIZE);
    struct diag diag;
    diag_init(&diag, arena);
    const struct engine *engine = engine_make(arena, &diag, &world.model, &world.catalogue);
    const uint32_t controls = world_roll(&world, 1U << world.catalogue.controls_count);
    bool in_force[32] = {false};
    for (size_t i = 0; i < world.catalogue.controls_count; i++) {
        in_force[i] = (controls >> i & 1U) != 0;
    }
    const struct query query = {.in_force = in_force};
    struct path_list list;
    assert_true(engine_paths(engine, arena, &diag, &query, &list));
    assert_true(list.complete);
    size_t open = 0;
    for (size_t i = 0; i < world.catalogue.goals_count; i++) {
        for (size_t j = 0; j < world.model.adversaries_count; j++) {
            const struct goal *goal = &world.catalogue.goals[i];
            const struct adversary *adversary = &world.model.adversaries[j];
            if (world_at_stake(&world, goal, adversary)) {
                open += compare(&world, &list, controls, goal, adversary);
            }
        }
    }
    assert_int_equal(list.count, open);
    return open;
}

static void paths_are_all_minimal_open_sets_on_random_dags(void **state)
{
    (void)state;
    size_t open = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        open += check_world(arena, seed);
    }
    assert_true(open > 10 * WORLDS / 4); // the dice must not make worlds without attacks
}

static bool is_no_worse(const struct path *path, const struct asked *asked)
{
    return world_within(&path->potential, &asked->potential);
}

// The front finds what the appetite forbids whenever there is something to find, and for each
// open attack it has one that is no harder.
static void check_front(struct arena *arena, uint64_t seed)
{
    struct world world;
    world_make(&world, arena, seed, SIZE);
    struct diag diag;
    diag_init(&diag, arena);
    const struct engine *engine = engine_make(arena, &diag, &world.model, &world.catalogue);
    const struct query query = {.front_only = true};
    struct path_list list;
    assert_true(engine_paths(engine, arena, &diag, &query, &list));
    assert_false(list.complete);
    for (size_t i = 0; i < world.catalogue.goals_count * world.model.adversaries_count; i++) {
        const struct goal *goal = &world.catalogue.goals[i / world.model.adversaries_count];
        const struct adversary *adversary =
            &world.model.adversaries[i % world.model.adversaries_count];
        const struct masks masks = world_attacks(&world, goal);
        for (size_t j = 0; world_at_stake(&world, goal, adversary) && j < masks.count; j++) {
            struct asked asked;
            assert_true(world_asks(&world, masks.items[j], 0, &asked));
            bool found = !world_within(&asked.potential, &adversary->ceiling);
            for (size_t k = 0; k < list.count && !found; k++) {
                const struct path *path = &list.items[k];
                found = path->goal == goal && path->adversary == adversary &&
                        is_no_worse(path, &asked) &&
                        path->above >= world_above(&world, goal, adversary, &asked);
            }
            assert_true(found);
        }
    }
}

static void front_keeps_a_path_no_harder_than_each_open_one_on_random_dags(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        AUTO_ARENA arena = arena_new();
        check_front(arena, seed + 100000);
    }
}

static void is_above_agrees_with_the_search(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        AUTO_ARENA arena = arena_new();
        struct world world;
        world_make(&world, arena, seed, SIZE);
        struct diag diag;
        diag_init(&diag, arena);
        const struct engine *engine = engine_make(arena, &diag, &world.model, &world.catalogue);
        const struct query query = {.front_only = false};
        struct path_list list;
        assert_true(engine_paths(engine, arena, &diag, &query, &list));
        for (size_t i = 0; i < list.count; i++) {
            bool in_force[32] = {false};
            assert_int_equal(engine_is_above(engine, &list.items[i], in_force),
                             list.items[i].above);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_all_minimal_open_sets_on_random_dags),
        cmocka_unit_test(front_keeps_a_path_no_harder_than_each_open_one_on_random_dags),
        cmocka_unit_test(is_above_agrees_with_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
