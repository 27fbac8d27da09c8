// SPDX-License-Identifier: MIT
// Built with core/absent/lms.c in the place of core/src/lms.c, as a device without LMS is.
#include "hybrid_vector.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_key_that_asks_for_lms_admits_nothing(void **state)
{
    (void)state;
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    const struct mpsec_key key = hybrid_key(lms);
    struct hybrid_vector vector;
    assert_true(hybrid_load("both.txt", &vector) > 0);
    assert_int_equal(hybrid_judge(&vector, &key), MPSEC_VERDICT_DENY_LMS);
}

static void a_key_that_does_not_ask_admits_a_hybrid_image(void **state)
{
    (void)state;
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    struct mpsec_key key = hybrid_key(lms);
    struct hybrid_vector vector;
    key.lms = NULL;
    assert_true(hybrid_load("both.txt", &vector) > 0);
    assert_int_equal(hybrid_judge(&vector, &key), MPSEC_VERDICT_ADMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_asks_for_lms_admits_nothing),
        cmocka_unit_test(a_key_that_does_not_ask_admits_a_hybrid_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
