// SPDX-License-Identifier: MIT
#include "base/hex.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void text_has_two_lower_case_digits_for_each_byte(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_string_equal(hex_text(arena, "\x00\x7f\xab", 3), "007fab");
    assert_string_equal(hex_text(arena, "", 0), "");
}

static void digits_of_either_case_are_read(void **state)
{
    (void)state;
    uint8_t bytes[3];
    assert_true(hex_to_bytes("00fFAb", bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xab", 3);
    assert_true(hex_to_bytes("", bytes, 0));
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"0",    "000",  "00000", "0g00",
                                        "0 00", "-100", "0x00",  "00\n0"};
    uint8_t bytes[2];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(hex_to_bytes(wrong[i], bytes, 2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_two_lower_case_digits_for_each_byte),
        cmocka_unit_test(digits_of_either_case_are_read),
        cmocka_unit_test(anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
