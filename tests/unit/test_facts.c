// SPDX-License-Identifier: MIT
#include "threat/facts.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "small_world.h"

#include <cmocka.h>

static const char *kinds[] = {"uart", "wifi"};
static const char *asset_kinds[] = {"key", "code"};
static const char *capabilities[] = {"debug-lock", "secure-boot", "rollback-counter"};
static const char *features[] = {"filesystem", "sd-card"};
static const char *traits[] = {"third-party-code"};
static struct capability yes_no_unknown[] = {
    {.name = "debug-lock", .state = CAPABILITY_YES},
    {.name = "secure-boot", .state = CAPABILITY_NO},
    {.name = "rollback-counter", .state = CAPABILITY_UNKNOWN},
};
static struct interface interfaces[] = {
    {.id = "console", .kind = "uart", .need = NEED_SERVICE_ONLY}};
static struct small_world world;

static int set_up(void **state)
{
    (void)state;
    small_world_init(&world, 0, 0);
    world.catalogue.interface_kinds = (struct names){kinds, 2};
    world.catalogue.asset_kinds = (struct names){asset_kinds, 2};
    world.catalogue.capabilities = (struct names){capabilities, 3};
    world.catalogue.board_features = (struct names){features, 2};
    world.catalogue.application_traits = (struct names){traits, 1};
    world.chip.capabilities = yes_no_unknown;
    world.chip.capability_count = 3;
    world.board.port = "rp2";
    world.board.features = (struct names){features, 1};
    world.model.interfaces = interfaces;
    world.model.interfaces_count = 1;
    world.model.device.environment = "field";
    world.asset.scope = SCOPE_FLEET;
    return 0;
}

static void the_vocabulary_is_closed(void **state)
{
    (void)state;
    static const char *const known[] = {
        "interface.uart",     "interface.wifi.none",
        "asset.key",          "asset.code.fleet",
        "chip.debug-lock",    "board.sd-card",
        "environment.office", "application.third-party-code",
        "port.rp2",           "interface.uart.required",
    };
    static const char *const unknown[] = {
        "interface.uart.maybe",
        "interface.ble",
        "asset.key.device",
        "chip.debug-lock.yes",
        "chip.turbo",
        "board.radar",
        "environment.moon",
        "port.commodore",
        "uart",
        "interface",
        "",
        "application.good",
        "interface.uart.",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_true(fact_is_known(&world.catalogue, known[i]));
    }
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_false(fact_is_known(&world.catalogue, unknown[i]));
    }
}

static void a_fact_holds_as_the_model_says(void **state)
{
    (void)state;
    static const char *const hold[] = {
        "interface.uart",   "interface.uart.service-only", "asset.key", "asset.key.fleet",
        "board.filesystem", "environment.field",           "port.rp2"};
    static const char *const fail[] = {"interface.wifi",
                                       "interface.uart.required",
                                       "asset.code",
                                       "board.sd-card",
                                       "environment.home",
                                       "port.esp32",
                                       "application.third-party-code"};
    for (size_t i = 0; i < sizeof hold / sizeof hold[0]; i++) {
        assert_true(fact_holds(&world.model, hold[i]));
        assert_false(fact_holds(&world.model, fail[i]));
    }
}

static void a_capability_that_nobody_knows_counts_as_no(void **state)
{
    (void)state;
    assert_true(fact_holds(&world.model, "chip.debug-lock"));
    assert_false(fact_holds(&world.model, "chip.secure-boot"));
    assert_false(fact_holds(&world.model, "chip.rollback-counter"));
    world.chip.capability_count = 0;
    assert_false(fact_holds(&world.model, "chip.debug-lock"));
}

static void all_any_and_not_mean_what_they_say(void **state)
{
    (void)state;
    static const struct expr yes = {.kind = EXPR_NAME, .name = "asset.key"};
    static const struct expr no = {.kind = EXPR_NAME, .name = "asset.code"};
    const struct expr *both[] = {&yes, &no};
    const struct expr *only_no[] = {&no};
    const struct expr all = {.kind = EXPR_ALL, .children = both, .count = 2};
    const struct expr any = {.kind = EXPR_ANY, .children = both, .count = 2};
    const struct expr none = {.kind = EXPR_NOT, .children = only_no, .count = 1};
    const struct expr empty_any = {.kind = EXPR_ANY};
    assert_true(expr_holds(&world.model, NULL));
    assert_false(expr_holds(&world.model, &all));
    assert_true(expr_holds(&world.model, &any));
    assert_true(expr_holds(&world.model, &none));
    assert_false(expr_holds(&world.model, &empty_any));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_vocabulary_is_closed, set_up),
        cmocka_unit_test_setup(a_fact_holds_as_the_model_says, set_up),
        cmocka_unit_test_setup(a_capability_that_nobody_knows_counts_as_no, set_up),
        cmocka_unit_test_setup(all_any_and_not_mean_what_they_say, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
