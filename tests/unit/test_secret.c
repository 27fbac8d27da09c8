// SPDX-License-Identifier: MIT
#include "mpsec/secret.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t nonce[MPSEC_SEAL_NONCE_SIZE] = {1};

static struct mpsec_span text(const char *words)
{
    return (struct mpsec_span){(const uint8_t *)words, strlen(words)};
}

static struct mpsec_span signer_of(const struct one_device *one)
{
    return (struct mpsec_span){one->known.id, sizeof one->known.id};
}

// Seals as the factory does, with the key of this chip.
static size_t put(struct one_device *one, size_t at, const char *name, const char *value)
{
    uint8_t key[MPSEC_CHIP_KEY_SIZE];
    (void)mpsec_secret_chip_key(&one->device, key);
    const struct mpsec_seal_binding binding = {
        {key, sizeof key}, signer_of(one), {device_class, sizeof device_class}, MPSEC_ROLE_RELEASE};
    return at + mpsec_seal(&binding, text(name), text(value), nonce,
                           one->memory.bytes + DEVICE_SECRETS + at);
}

static enum mpsec_secret_result get(const struct one_device *one, struct mpsec_span signer,
                                    const char *name, const char *wanted)
{
    uint8_t out[MPSEC_SEAL_VALUE_MAX];
    size_t size = 1;
    const enum mpsec_secret_result result =
        mpsec_secret_get(&one->device, signer, text(name), out, &size);
    assert_int_equal(size, result == MPSEC_SECRET_OK ? strlen(wanted) : 0);
    if (result == MPSEC_SECRET_OK) {
        assert_memory_equal(out, wanted, size);
    }
    return result;
}

static void a_secret_is_found_by_its_name(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    (void)put(&one, put(&one, 0, "wifi", "open sesame"), "mqtt", "hush");
    assert_true(mpsec_secret_has_key(&one.device));
    assert_int_equal(get(&one, signer_of(&one), "wifi", "open sesame"), MPSEC_SECRET_OK);
    assert_int_equal(get(&one, signer_of(&one), "mqtt", "hush"), MPSEC_SECRET_OK);
    assert_int_equal(get(&one, signer_of(&one), "wif", ""), MPSEC_SECRET_NONE);
    one_device_release(&one);
}

static void another_chip_or_signer_finds_it_sealed(void **unused)
{
    (void)unused;
    static const uint8_t stranger[MPSEC_KEY_ID_SIZE] = {9};
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    (void)put(&one, 0, "wifi", "open sesame");
    const struct mpsec_span other = {stranger, sizeof stranger};
    assert_int_equal(get(&one, other, "wifi", ""), MPSEC_SECRET_SEALED);
    one.device.chip = &other_chip;
    assert_int_equal(get(&one, signer_of(&one), "wifi", ""), MPSEC_SECRET_SEALED);
    one.device.chip = NULL;
    assert_int_equal(get(&one, signer_of(&one), "wifi", ""), MPSEC_SECRET_SEALED);
    one_device_release(&one);
}

static void a_firmware_for_development_finds_the_products_secret_sealed(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    (void)put(&one, 0, "wifi", "open sesame");
    one.device.policy.roles = MPSEC_ROLE_RELEASE | MPSEC_ROLE_DEVELOPMENT;
    assert_int_equal(get(&one, signer_of(&one), "wifi", ""), MPSEC_SECRET_SEALED);
    one_device_release(&one);
}

static void without_a_chip_key_it_is_hidden_and_says_so(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one.device.chip = NULL;
    (void)put(&one, 0, "wifi", "open sesame");
    assert_false(mpsec_secret_has_key(&one.device));
    assert_int_equal(get(&one, signer_of(&one), "wifi", "open sesame"), MPSEC_SECRET_OK);
    one_device_release(&one);
}

static void erased_secrets_are_gone(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    (void)put(&one, 0, "wifi", "open sesame");
    assert_true(mpsec_secret_erase(&one.device));
    assert_int_equal(get(&one, signer_of(&one), "wifi", ""), MPSEC_SECRET_NONE);
    one.device.layout.secrets = 0;
    assert_int_equal(get(&one, signer_of(&one), "wifi", ""), MPSEC_SECRET_NONE);
    one_device_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_is_found_by_its_name),
        cmocka_unit_test(another_chip_or_signer_finds_it_sealed),
        cmocka_unit_test(a_firmware_for_development_finds_the_products_secret_sealed),
        cmocka_unit_test(without_a_chip_key_it_is_hidden_and_says_so),
        cmocka_unit_test(erased_secrets_are_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
