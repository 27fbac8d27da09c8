// SPDX-License-Identifier: MIT
#include "mpsec/gate.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// A world in which time passes only while the gate is idle.
static struct {
    uint32_t now_ms;
    unsigned waiting; // bytes on the console; UINT32_MAX never runs out
    unsigned taken;
} world;

static uint32_t world_ticks_ms(void)
{
    return world.now_ms;
}

static int world_console_read(void)
{
    if (world.waiting == 0) {
        return -1;
    }
    world.waiting = world.waiting == UINT32_MAX ? UINT32_MAX : world.waiting - 1;
    world.taken++;
    return 'A';
}

static void world_idle(void)
{
    world.now_ms++;
}

static const struct mpsec_port port = {
    .ticks_ms = world_ticks_ms,
    .console_read = world_console_read,
    .idle = world_idle,
};

static int world_reset(void **state)
{
    (void)state;
    world.now_ms = 0;
    world.waiting = 0;
    world.taken = 0;
    return 0;
}

static void pause_starts_with_the_shortest(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    assert_int_equal(mpsec_gate_pause(&gate, 5), MPSEC_GATE_PAUSE_MIN_MS);
}

static void pause_doubles_up_to_the_longest(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    const uint32_t want[] = {1000, 2000, 4000, 8000, 16000, 32000, 32000, 32000};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_int_equal(mpsec_gate_pause(&gate, 0), want[i]);
    }
}

static void pause_is_the_shortest_after_a_healthy_run(void **state)
{
    (void)state;
    struct mpsec_gate gate = {.released_ms = 100, .pause_ms = 16000};
    assert_int_equal(mpsec_gate_pause(&gate, 100 + MPSEC_GATE_HEALTHY_MS), MPSEC_GATE_PAUSE_MIN_MS);
}

static void pause_grows_after_a_run_one_millisecond_too_short(void **state)
{
    (void)state;
    struct mpsec_gate gate = {.released_ms = 100, .pause_ms = 4000};
    assert_int_equal(mpsec_gate_pause(&gate, 99 + MPSEC_GATE_HEALTHY_MS), 8000);
}

static void pause_measures_a_run_across_the_wrap_of_the_clock(void **state)
{
    (void)state;
    struct mpsec_gate gate = {.released_ms = UINT32_MAX - 9, .pause_ms = 4000};
    assert_int_equal(mpsec_gate_pause(&gate, 10), 8000);
    gate.released_ms = UINT32_MAX - 9;
    assert_int_equal(mpsec_gate_pause(&gate, MPSEC_GATE_HEALTHY_MS), MPSEC_GATE_PAUSE_MIN_MS);
}

static void keep_lasts_one_pause_and_notes_when_it_let_go(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    world.now_ms = 70;
    mpsec_gate_keep(&gate, &port);
    assert_int_equal(world.now_ms, 70 + MPSEC_GATE_PAUSE_MIN_MS);
    assert_int_equal(gate.released_ms, world.now_ms);
}

static void keep_lasts_one_pause_across_the_wrap_of_the_clock(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    world.now_ms = UINT32_MAX - 5;
    mpsec_gate_keep(&gate, &port);
    assert_int_equal(world.now_ms, MPSEC_GATE_PAUSE_MIN_MS - 6);
}

static void keep_swallows_what_came_in(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    world.waiting = 5000;
    mpsec_gate_keep(&gate, &port);
    assert_int_equal(world.waiting, 0);
    assert_int_equal(world.taken, 5000);
}

static void keep_ends_although_the_host_never_stops_sending(void **state)
{
    (void)state;
    struct mpsec_gate gate = {0};
    world.waiting = UINT32_MAX;
    mpsec_gate_keep(&gate, &port);
    assert_int_equal(world.now_ms, MPSEC_GATE_PAUSE_MIN_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pause_starts_with_the_shortest, world_reset),
        cmocka_unit_test_setup(pause_doubles_up_to_the_longest, world_reset),
        cmocka_unit_test_setup(pause_is_the_shortest_after_a_healthy_run, world_reset),
        cmocka_unit_test_setup(pause_grows_after_a_run_one_millisecond_too_short, world_reset),
        cmocka_unit_test_setup(pause_measures_a_run_across_the_wrap_of_the_clock, world_reset),
        cmocka_unit_test_setup(keep_lasts_one_pause_and_notes_when_it_let_go, world_reset),
        cmocka_unit_test_setup(keep_lasts_one_pause_across_the_wrap_of_the_clock, world_reset),
        cmocka_unit_test_setup(keep_swallows_what_came_in, world_reset),
        cmocka_unit_test_setup(keep_ends_although_the_host_never_stops_sending, world_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
