// SPDX-License-Identifier: MIT
// Classes of a module, and functions that the guard put in their place.
#include "audit/facts/facts.h"

#include "scratch.h"
#include "tiny_firmware.h"

static enum fact_state i2c_where(struct scratch *scratch, const char *bus)
{
    const struct tiny_form form = {.word = 4,
                                   .hash = 2,
                                   .length = 1,
                                   .representation = 'A',
                                   .compiler = true,
                                   .base = 0x8000000,
                                   .bus = bus};
    const struct image image = tiny_image(scratch->arena, tiny_firmware(scratch->arena, &form));
    return inventory_fact(audit_image(scratch->arena, &image), "driver-i2c");
}

static void a_driver_is_absent_only_where_each_of_its_classes_is(void **state)
{
    struct scratch *scratch = *state;
    assert_int_equal(i2c_where(scratch, NULL), FACT_ABSENT);
    assert_int_equal(i2c_where(scratch, "cc"), FACT_PRESENT);
    assert_int_equal(i2c_where(scratch, "ff"), FACT_ABSENT);
    assert_int_equal(i2c_where(scratch, "cf"), FACT_PRESENT);
    assert_int_equal(i2c_where(scratch, "fc"), FACT_PRESENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_driver_is_absent_only_where_each_of_its_classes_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
