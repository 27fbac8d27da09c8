// test_predict.c - what a set of controls is expected to cost: whole sets first, single prices
// beyond.
#include "plan/predict.h"

#include "small_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { COUNT = 3 };

// Three controls that cost 100, 200 and 400 bytes of flash, a tenth of it of RAM, and 1, 2 and 4
// us.
struct priced_world {
    struct small_world small;
    struct price prices[COUNT];
    struct price sets[4];
    const struct control *controls[COUNT];
};

static void priced_world_init(struct priced_world *world)
{
    small_world_init(&world->small, 1, COUNT);
    for (int i = 0; i < COUNT; i++) {
        world->prices[i] = (struct price){.board = "B",
                                          .date = "2026-01-01",
                                          .flash_bytes = 100 << i,
                                          .ram_bytes = 10 << i,
                                          .boot_us = 1 << i};
        world->small.controls[i].prices = &world->prices[i];
        world->small.controls[i].price_count = 1;
        world->controls[i] = &world->small.controls[i];
    }
    world->small.board.measured = world->sets;
    world->small.catalogue.boards = &world->small.board;
    world->small.catalogue.boards_count = 1;
}

static void add_set(struct priced_world *world, const char **ids, size_t count, const char *date,
                    int32_t flash)
{
    world->sets[world->small.board.measured_count++] = (struct price){
        .board = "B",
        .date = date,
        .flash_bytes = flash,
        .ram_bytes = flash / 10,
        .boot_us = INT32_MIN,
        .controls = {ids, count},
    };
}

static const struct prediction *of_all(struct arena *arena, const struct priced_world *world)
{
    return predict(arena, &world->small.model, &world->small.catalogue, world->controls, COUNT);
}

static void without_a_set_single_prices_are_added(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct priced_world world;
    priced_world_init(&world);
    const struct prediction *sum = of_all(arena, &world);
    assert_null(sum->whole);
    assert_int_equal(sum->flash_bytes, 700);
    assert_int_equal(sum->ram_bytes, 70);
    assert_int_equal(sum->boot_us, 7);
    assert_int_equal(sum->unpriced.count, 0);
}

static void the_largest_set_inside_counts_and_the_rest_is_added(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *one[] = {"c.0"}, *two[] = {"c.0", "c.1"}, *stranger[] = {"c.0", "c.1", "c.9"};
    struct priced_world world;
    priced_world_init(&world);
    add_set(&world, stranger, 3, "2026-01-03", 1);
    add_set(&world, one, 1, "2026-01-03", 50);
    add_set(&world, two, 2, "2026-01-01", 250);
    const struct prediction *sum = of_all(arena, &world);
    assert_ptr_equal(sum->whole, &world.sets[2]);
    assert_int_equal(sum->flash_bytes, 250 + 400);
    assert_int_equal(sum->ram_bytes, 25 + 40);
    assert_int_equal(sum->boot_us, 7); // the set's was not measured: single prices
}

static void of_two_measurements_the_newer_counts_in_any_order(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *two[] = {"c.1", "c.0"};
    struct priced_world world;
    priced_world_init(&world);
    add_set(&world, two, 2, "2026-01-02", 222);
    add_set(&world, two, 2, "2026-01-01", 111);
    assert_int_equal(of_all(arena, &world)->flash_bytes, 222 + 400);
    world.sets[1].date = "2026-01-03";
    assert_int_equal(of_all(arena, &world)->flash_bytes, 111 + 400);
}

static void a_measured_boot_of_the_set_takes_the_place_of_its_controls(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *two[] = {"c.0", "c.1"};
    struct priced_world world;
    priced_world_init(&world);
    add_set(&world, two, 2, "2026-01-01", 250);
    world.sets[0].boot_us = 1000;
    assert_int_equal(of_all(arena, &world)->boot_us, 1000 + 4);
}

static void a_control_without_price_is_named_unless_a_set_holds_it(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *two[] = {"c.0", "c.1"};
    struct priced_world world;
    priced_world_init(&world);
    world.small.controls[1].price_count = 0;
    const struct prediction *sum = of_all(arena, &world);
    assert_int_equal(sum->unpriced.count, 1);
    assert_string_equal(sum->unpriced.items[0], "c.1");
    assert_int_equal(sum->flash_bytes, 500);
    add_set(&world, two, 2, "2026-01-01", 250);
    sum = of_all(arena, &world);
    assert_int_equal(sum->unpriced.count, 0);
    assert_int_equal(sum->flash_bytes, 250 + 400);
}

static void a_device_without_a_board_has_no_sets(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct priced_world world;
    priced_world_init(&world);
    world.small.model.device.board = NULL;
    const struct prediction *sum = of_all(arena, &world);
    assert_null(sum->whole);
    assert_int_equal(sum->unpriced.count, COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_set_single_prices_are_added),
        cmocka_unit_test(the_largest_set_inside_counts_and_the_rest_is_added),
        cmocka_unit_test(of_two_measurements_the_newer_counts_in_any_order),
        cmocka_unit_test(a_measured_boot_of_the_set_takes_the_place_of_its_controls),
        cmocka_unit_test(a_control_without_price_is_named_unless_a_set_holds_it),
        cmocka_unit_test(a_device_without_a_board_has_no_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
