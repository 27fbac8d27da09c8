// SPDX-License-Identifier: MIT
#include "mpsec/boot.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void nothing_is_admitted_before_the_hook_ran(void **state)
{
    (void)state;
    struct mpsec_boot boot = {0};
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_DENY);
    assert_int_equal(mpsec_boot_start_script(&boot), MPSEC_DENY);
    assert_int_equal(boot.phase, 0);
}

static void begin_admits_mounts_until_the_first_script(void **state)
{
    (void)state;
    struct mpsec_boot boot = {0};
    mpsec_boot_begin(&boot);
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_ADMIT);
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_ADMIT);
    assert_int_equal(mpsec_boot_start_script(&boot), MPSEC_ADMIT);
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_DENY);
}

static void start_script_admits_every_script_of_one_boot(void **state)
{
    (void)state;
    struct mpsec_boot boot = {0};
    mpsec_boot_begin(&boot);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(mpsec_boot_start_script(&boot), MPSEC_ADMIT);
    }
}

static void end_denies_everything_until_the_next_begin(void **state)
{
    (void)state;
    struct mpsec_boot boot = {0};
    mpsec_boot_begin(&boot);
    mpsec_boot_end(&boot);
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_DENY);
    assert_int_equal(mpsec_boot_start_script(&boot), MPSEC_DENY);
    mpsec_boot_begin(&boot);
    assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_ADMIT);
}

static void no_flipped_bit_opens_a_closed_phase(void **state)
{
    (void)state;
    const uint32_t closed[] = {0, UINT32_MAX, MPSEC_PHASE_ENDED};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        for (unsigned bit = 0; bit < 32; bit++) {
            struct mpsec_boot boot = {closed[i] ^ UINT32_C(1) << bit};
            assert_int_equal(mpsec_boot_may_mount(&boot), MPSEC_DENY);
            assert_int_equal(mpsec_boot_start_script(&boot), MPSEC_DENY);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_admitted_before_the_hook_ran),
        cmocka_unit_test(begin_admits_mounts_until_the_first_script),
        cmocka_unit_test(start_script_admits_every_script_of_one_boot),
        cmocka_unit_test(end_denies_everything_until_the_next_begin),
        cmocka_unit_test(no_flipped_bit_opens_a_closed_phase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
