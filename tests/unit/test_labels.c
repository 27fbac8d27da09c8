// SPDX-License-Identifier: MIT
#include "threat/labels.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { STEPS = 4 };

static struct potential efforts[STEPS] = {{.days = 1}, {.days = 2}, {.days = 4}, {.days = 8}};
static const struct force force = {.develop = efforts};
static const struct order by_subset = {.kind = ORDER_SUBSET, .force = &force};

static struct label one(struct arena *arena, uint16_t step)
{
    uint16_t *steps = ARENA_ARRAY(arena, uint16_t, 1);
    steps[0] = step;
    return (struct label){
        .potential = efforts[step], .count = 1, .steps = steps, .signature = UINT64_C(1) << step};
}

static struct label pair(struct arena *arena, uint16_t a, uint16_t b)
{
    const struct label left = one(arena, a);
    const struct label right = one(arena, b);
    return label_join(arena, &force, &left, &right);
}

static void a_step_in_both_is_paid_once(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct label left = pair(arena, 0, 2);
    const struct label right = pair(arena, 2, 1);
    const struct label both = label_join(arena, &force, &left, &right);
    assert_int_equal(both.count, 3);
    for (uint16_t i = 0; i < 3; i++) {
        assert_int_equal(both.steps[i], i);
    }
    assert_int_equal(both.potential.days, 1 + 2 + 4);
    assert_int_equal(both.signature, 7);
}

static void a_join_takes_the_class_break_and_the_hands_of_either(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct label left = one(arena, 0);
    struct label right = one(arena, 1);
    left.class_break = true;
    right.hands = true;
    const struct label both = label_join(arena, &force, &left, &right);
    assert_true(both.class_break);
    assert_true(both.hands);
}

static void a_set_that_contains_another_is_dropped_in_either_order(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct label small = one(arena, 1);
    const struct label large = pair(arena, 1, 3);
    const struct label *const orders[2][2] = {{&small, &large}, {&large, &small}};
    for (size_t i = 0; i < 2; i++) {
        struct labels set = {0};
        labels_add(arena, &set, &by_subset, orders[i][0]);
        labels_add(arena, &set, &by_subset, orders[i][1]);
        assert_int_equal(set.count, 1);
        assert_int_equal(set.items[0].count, 1);
    }
}

static void sets_that_only_overlap_stay_side_by_side(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct labels set = {0};
    const struct label left = pair(arena, 0, 1);
    const struct label right = pair(arena, 1, 2);
    labels_add(arena, &set, &by_subset, &left);
    labels_add(arena, &set, &by_subset, &right);
    assert_int_equal(set.count, 2);
}

// Step 3 may be paid by the rest of the attack, so that the dearer set can end as the cheaper.
static void the_front_keeps_a_dearer_set_whose_step_may_be_shared(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    static const bool shared[STEPS] = {false, false, false, true};
    const struct order open = {.kind = ORDER_FRONT, .shared = shared, .force = &force};
    const struct order closed = {.kind = ORDER_FRONT, .nothing_shared = true, .force = &force};
    const struct label cheap = one(arena, 2);
    const struct label dear = one(arena, 3);
    struct labels inside = {0};
    struct labels goal = {0};
    labels_add(arena, &inside, &open, &cheap);
    labels_add(arena, &inside, &open, &dear);
    labels_add(arena, &goal, &closed, &cheap);
    labels_add(arena, &goal, &closed, &dear);
    assert_int_equal(inside.count, 2);
    assert_int_equal(goal.count, 1);
    assert_int_equal(goal.items[0].steps[0], 2);
}

static void the_front_drops_no_class_break_for_an_attack_that_is_none(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct order order = {.kind = ORDER_FRONT, .nothing_shared = true, .force = &force};
    const struct label cheap = one(arena, 0);
    struct label breaking = one(arena, 3);
    breaking.class_break = true;
    struct labels set = {0};
    labels_add(arena, &set, &order, &cheap);
    labels_add(arena, &set, &order, &breaking);
    assert_int_equal(set.count, 2);
}

static void of_two_that_are_worth_the_same_the_simpler_stays(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    efforts[1] = efforts[0];
    const struct order order = {.kind = ORDER_FRONT, .nothing_shared = true, .force = &force};
    const struct label first = one(arena, 0);
    const struct label second = one(arena, 1);
    struct labels set = {0};
    labels_add(arena, &set, &order, &second);
    labels_add(arena, &set, &order, &first);
    efforts[1] = (struct potential){.days = 2};
    assert_int_equal(set.count, 1);
    assert_int_equal(set.items[0].steps[0], 0);
    assert_true(label_simpler(&first, &second));
    assert_false(label_simpler(&second, &first));
    assert_false(label_simpler(&first, &first));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_in_both_is_paid_once),
        cmocka_unit_test(a_join_takes_the_class_break_and_the_hands_of_either),
        cmocka_unit_test(a_set_that_contains_another_is_dropped_in_either_order),
        cmocka_unit_test(sets_that_only_overlap_stay_side_by_side),
        cmocka_unit_test(the_front_keeps_a_dearer_set_whose_step_may_be_shared),
        cmocka_unit_test(the_front_drops_no_class_break_for_an_attack_that_is_none),
        cmocka_unit_test(of_two_that_are_worth_the_same_the_simpler_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
