// SPDX-License-Identifier: MIT
#include "image/release.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text;
    bool good;
    const char *shown;
} rows[] = {
    {"1.2.3+4", true, "1.2.3+4"},
    {"1.2", true, "1.2.0+0"},
    {"1.2+4", true, "1.2.0+4"},
    {"255.255.65535+4294967295", true, "255.255.65535+4294967295"},
    {"01.02", true, "1.2.0+0"},
    {"", false, NULL},
    {"1", false, NULL},
    {"1.", false, NULL},
    {"1.2.", false, NULL},
    {"1.2.3+", false, NULL},
    {"1.2.3.4", false, NULL},
    {"1.2.3+4 ", false, NULL},
    {"-1.2", false, NULL},
    {"256.0", false, NULL},
    {"1.2.65536", false, NULL},
    {"1.2.3+4294967296", false, NULL},
    {"1.2.3+99999999999999999999999", false, NULL},
};

static void version_parse_takes_what_its_fields_hold(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct diag diag;
        struct mpsec_version version;
        diag_init(&diag, arena);
        assert_int_equal(release_version_parse(&diag, rows[i].text, &version), rows[i].good);
        assert_int_equal(diag.input_errors, rows[i].good ? 0 : 1);
        if (rows[i].good) {
            assert_string_equal(release_version_text(arena, version), rows[i].shown);
        }
    }
}

static void counter_parse_takes_32_bits(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    uint32_t value;
    diag_init(&diag, arena);
    assert_true(release_counter_parse(&diag, "it", "0", &value));
    assert_int_equal(value, 0);
    assert_true(release_counter_parse(&diag, "it", "4294967295", &value));
    assert_int_equal(value, UINT32_MAX);
    assert_false(release_counter_parse(&diag, "it", "4294967296", &value));
    assert_false(release_counter_parse(&diag, "it", "0x10", &value));
    assert_false(release_counter_parse(&diag, "it", "+1", &value));
    assert_false(release_counter_parse(&diag, "it", "", &value));
    assert_int_equal(diag.input_errors, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_parse_takes_what_its_fields_hold),
        cmocka_unit_test(counter_parse_takes_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
