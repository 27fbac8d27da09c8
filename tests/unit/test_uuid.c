// SPDX-License-Identifier: MIT
#include "image/uuid.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void uuid_parse_reads_the_text_form(void **state)
{
    (void)state;
    static const uint8_t want[UUID_SIZE] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                            0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
    struct uuid uuid = {.given = false};
    assert_true(uuid_parse("00112233-4455-6677-8899-AAbbCCddEEff", &uuid));
    assert_true(uuid.given);
    assert_memory_equal(uuid.bytes, want, UUID_SIZE);
}

static void uuid_parse_refuses_everything_else(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "example.com",
        "00112233-4455-6677-8899-aabbccddeef",
        "00112233-4455-6677-8899-aabbccddeeff0",
        "00112233-4455-6677-8899-aabbccddeefg",
        "0011223344-55-6677-8899-aabbccddeeff",
        "00112233445566778899aabbccddeeff----",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct uuid uuid = {.given = false};
        assert_false(uuid_parse(wrong[i], &uuid));
        assert_false(uuid.given);
    }
}

// The value that RFC 9562's own example and Python's uuid module give.
static void uuid_of_name_is_version_5(void **state)
{
    (void)state;
    struct uuid dns;
    struct uuid found;
    struct uuid want;
    assert_true(uuid_parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8", &dns));
    assert_true(uuid_parse("2ed6657d-e927-568b-95e1-2665a8aea6a2", &want));
    uuid_of_name(&dns, "www.example.com", &found);
    assert_memory_equal(found.bytes, want.bytes, UUID_SIZE);
}

static void image_ids_parse_wants_a_vendor_for_a_class_by_name(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    struct image_ids ids;
    diag_init(&diag, arena);
    assert_true(image_ids_parse(&diag, NULL, NULL, &ids));
    assert_false(ids.vendor.given || ids.class.given);
    assert_false(image_ids_parse(&diag, NULL, "pump", &ids));
    assert_int_equal(diag.input_errors, 1);
    assert_true(image_ids_parse(&diag, NULL, "00112233-4455-6677-8899-aabbccddeeff", &ids));
    assert_true(ids.class.given);
    assert_true(image_ids_parse(&diag, "example.com", "pump", &ids));
    assert_true(ids.vendor.given && ids.class.given);
    assert_false(image_ids_parse(&diag, "", NULL, &ids));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuid_parse_reads_the_text_form),
        cmocka_unit_test(uuid_parse_refuses_everything_else),
        cmocka_unit_test(uuid_of_name_is_version_5),
        cmocka_unit_test(image_ids_parse_wants_a_vendor_for_a_class_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
