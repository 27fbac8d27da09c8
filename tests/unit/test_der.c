// SPDX-License-Identifier: MIT
#include "mpsec/der.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// The refusals stand in tests/vectors/image/der_*.txt; here is what an accepted one yields.
static void parse_gives_the_scalars_without_their_sign_byte(void **state)
{
    (void)state;
    static const uint8_t der[] = {0x30, 0x07, 0x02, 0x02, 0x00, 0x80, 0x02, 0x01, 0x7f};
    struct mpsec_der_signature signature;
    assert_int_equal(mpsec_der_signature_parse((struct mpsec_span){der, sizeof der}, &signature),
                     MPSEC_OK);
    assert_int_equal(signature.r.size, 1);
    assert_int_equal(signature.r.data[0], 0x80);
    assert_int_equal(signature.s.size, 1);
    assert_int_equal(signature.s.data[0], 0x7f);
}

static void parse_accepts_exactly_one_form_of_short_inputs(void **state)
{
    (void)state;
    // Of all one-byte scalars exactly the non-negative ones are canonical.
    unsigned accepted = 0;
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            const uint8_t der[] = {0x30, 0x06, 0x02, 0x01, (uint8_t)a, 0x02, 0x01, (uint8_t)b};
            struct mpsec_der_signature signature;
            const bool good = mpsec_der_signature_parse((struct mpsec_span){der, sizeof der},
                                                        &signature) == MPSEC_OK;
            assert_int_equal(good, a < 0x80 && b < 0x80);
            accepted += good;
        }
    }
    assert_int_equal(accepted, 128 * 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_gives_the_scalars_without_their_sign_byte),
        cmocka_unit_test(parse_accepts_exactly_one_form_of_short_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
