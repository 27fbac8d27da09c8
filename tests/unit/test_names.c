// SPDX-License-Identifier: MIT
#include "base/names.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *words[] = {"uart", "swd", "usb-cdc", "wifi-sta", "mqtt-client"};
static const struct names known = {words, sizeof words / sizeof words[0]};

static const struct {
    const char *word, *closest;
} rows[] = {
    {"uart", "uart"},
    {"uarts", "uart"},
    {"usrt", "uart"},
    {"wsd", "swd"},
    {"usb-cdf", "usb-cdc"},
    {"wifista", "wifi-sta"},
    {"mqttclient", "mqtt-client"},
    {"ble", NULL},
    {"", NULL},
    {"spi", NULL},
};

static void closest_finds_the_word_that_was_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *closest = names_closest(&known, rows[i].word);
        if (rows[i].closest == NULL) {
            assert_null(closest);
        } else {
            assert_non_null(closest);
            assert_string_equal(closest, rows[i].closest);
        }
    }
}

static void closest_gives_up_on_a_word_nobody_mistypes(void **state)
{
    (void)state;
    assert_null(names_closest(&known, "wifi-stawifi-stawifi-stawifi-stawifi-stawifi-stawifi-sta"));
    const struct names none = {0};
    assert_null(names_closest(&none, "uart"));
}

static void has_finds_whole_words_only(void **state)
{
    (void)state;
    assert_true(names_has(&known, "swd"));
    assert_false(names_has(&known, "sw"));
    const struct names none = {0};
    assert_false(names_has(&none, "swd"));
}

static void sorted_leaves_its_argument_alone(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const struct names sorted = names_sorted(arena, &known);
    assert_int_equal(sorted.count, known.count);
    assert_string_equal(sorted.items[0], "mqtt-client");
    assert_string_equal(sorted.items[4], "wifi-sta");
    assert_string_equal(known.items[0], "uart");
    const struct names none = {0};
    assert_int_equal(names_sorted(arena, &none).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closest_finds_the_word_that_was_meant),
        cmocka_unit_test(closest_gives_up_on_a_word_nobody_mistypes),
        cmocka_unit_test(has_finds_whole_words_only),
        cmocka_unit_test(sorted_leaves_its_argument_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
