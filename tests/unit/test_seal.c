// SPDX-License-Identifier: MIT
#include "mpsec/seal.h"

#include <string.h>

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t chip_key[32] = {1, 2, 3};
static const uint8_t other_key[32] = {1, 2, 4};
static const uint8_t signer[32] = {5};
static const uint8_t other_signer[32] = {6};
static const uint8_t class_id[16] = {7};
static const uint8_t nonce[MPSEC_SEAL_NONCE_SIZE] = {8};

static const struct mpsec_seal_binding binding = {{chip_key, 32}, {signer, 32}, {class_id, 16}, 1};
static const struct mpsec_span name = {(const uint8_t *)"wifi", 4};

static bool opens(const uint8_t *record, size_t size, const struct mpsec_seal_binding *with,
                  struct mpsec_span value)
{
    struct mpsec_reader reader = mpsec_reader_of((struct mpsec_span){record, size});
    struct mpsec_sealed sealed;
    uint8_t out[MPSEC_SEAL_VALUE_MAX] = {0};
    if (!mpsec_sealed_read(&reader, &sealed)) {
        return false;
    }
    const bool good = mpsec_sealed_open(&sealed, with, out);
    static const uint8_t nothing[MPSEC_SEAL_VALUE_MAX];
    if (!good) {
        assert_memory_equal(out, nothing, sizeof out);
        return false;
    }
    assert_int_equal(reader.rest.size, 0);
    assert_true(mpsec_span_equal(sealed.name, name));
    assert_int_equal(sealed.value.size, value.size);
    assert_memory_equal(out, value.data, value.size);
    return true;
}

static void every_size_of_a_value_comes_back_and_is_not_seen(void **unused)
{
    (void)unused;
    uint8_t value[MPSEC_SEAL_VALUE_MAX], record[MPSEC_SEAL_RECORD_MAX];
    for (size_t i = 0; i < sizeof value; i++) {
        value[i] = (uint8_t)(i * 7);
    }
    for (size_t size = 1; size <= sizeof value; size++) {
        const struct mpsec_span span = {value, size};
        const size_t made = mpsec_seal(&binding, name, span, nonce, record);
        assert_int_equal(made, MPSEC_SEAL_HEAD_SIZE + MPSEC_SEAL_NONCE_SIZE + 4 + size + 32);
        assert_true(opens(record, made, &binding, span));
        assert_true(size < 8 || memcmp(record + 32, value, size) != 0);
    }
}

static void what_is_empty_or_too_long_is_not_sealed(void **unused)
{
    (void)unused;
    uint8_t value[MPSEC_SEAL_VALUE_MAX + 1] = {0}, record[MPSEC_SEAL_RECORD_MAX];
    const struct mpsec_span good = {value, 1}, none = {value, 0}, long_one = {value, sizeof value};
    const struct mpsec_span long_name = {value, MPSEC_SEAL_NAME_MAX + 1};
    assert_int_equal(mpsec_seal(&binding, none, good, nonce, record), 0);
    assert_int_equal(mpsec_seal(&binding, long_name, good, nonce, record), 0);
    assert_int_equal(mpsec_seal(&binding, name, none, nonce, record), 0);
    assert_int_equal(mpsec_seal(&binding, name, long_one, nonce, record), 0);
}

static void another_chip_signer_class_or_life_does_not_open_it(void **unused)
{
    (void)unused;
    uint8_t record[MPSEC_SEAL_RECORD_MAX];
    const struct mpsec_span value = {(const uint8_t *)"hush", 4};
    const size_t size = mpsec_seal(&binding, name, value, nonce, record);
    struct mpsec_seal_binding other = binding;
    other.chip_key.data = other_key;
    assert_false(opens(record, size, &other, value));
    other = binding;
    other.signer.data = other_signer;
    assert_false(opens(record, size, &other, value));
    other = binding;
    other.class_id.data = signer;
    assert_false(opens(record, size, &other, value));
    other = binding;
    other.life = 2;
    assert_false(opens(record, size, &other, value));
    assert_true(opens(record, size, &binding, value));
}

static void no_bit_of_a_record_can_be_changed(void **unused)
{
    (void)unused;
    uint8_t record[MPSEC_SEAL_RECORD_MAX];
    const struct mpsec_span value = {(const uint8_t *)"hush", 4};
    const size_t size = mpsec_seal(&binding, name, value, nonce, record);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        record[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_false(opens(record, size, &binding, value));
        record[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t cut = 0; cut < size; cut++) {
        assert_false(opens(record, cut, &binding, value));
    }
}

// RFC 5869 with salt "mpsec-1", info "abc"; computed with OpenSSL 3's HKDF.
static void the_derivation_is_hkdf(void **unused)
{
    (void)unused;
    uint8_t out[MPSEC_SEAL_KEY_SIZE];
    const struct mpsec_span parts[] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"bc", 2}};
    mpsec_derive((struct mpsec_span){chip_key, 32}, parts, 2, out);
    static const uint8_t wanted[] = {0x49, 0x9a, 0xaa, 0xeb, 0x13, 0x7d, 0x31, 0xa6,
                                     0x09, 0x74, 0x86, 0x48, 0xd7, 0x0c, 0x23, 0x28,
                                     0x0a, 0xc6, 0xa8, 0xdf, 0x39, 0xe6, 0x56, 0xda,
                                     0x2a, 0xc5, 0xcb, 0xa8, 0x83, 0xcb, 0xde, 0x4d};
    assert_memory_equal(out, wanted, sizeof wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_of_a_value_comes_back_and_is_not_seen),
        cmocka_unit_test(what_is_empty_or_too_long_is_not_sealed),
        cmocka_unit_test(another_chip_signer_class_or_life_does_not_open_it),
        cmocka_unit_test(no_bit_of_a_record_can_be_changed),
        cmocka_unit_test(the_derivation_is_hkdf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
