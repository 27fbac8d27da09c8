// SPDX-License-Identifier: MIT
#include "image/device_keys.h"

#include "image/forge.h"
#include "image/key.h"
#include "scratch.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

static const char *model_keys[MPSEC_KEYS_MAX + 1];

static struct model model_of(const struct scratch *scratch, size_t keys)
{
    struct model model = {.path = "device.yaml", .folder = scratch->folder};
    model.device.id = "mast";
    model.keys = (struct names){model_keys, keys};
    return model;
}

// Writes a new pair, one half a file.
static void make_pair(const struct scratch *scratch, const char *private_name,
                      const char *public_name)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    FILE *file = fopen(scratch_path(scratch, private_name), "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, pair, NULL, NULL, 0, NULL, NULL), 1);
    fclose(file);
    file = fopen(scratch_path(scratch, public_name), "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PUBKEY(file, pair), 1);
    fclose(file);
    EVP_PKEY_free(pair);
}

static void both_halves_of_a_key_give_the_same_table(void **state)
{
    struct scratch *scratch = *state;
    make_pair(scratch, "a.pem", "a.pub.pem");
    const struct model model = model_of(scratch, 1);
    model_keys[0] = "a.pem";
    const char *of_private = device_keys_text(scratch->arena, &scratch->diag, &model);
    model_keys[0] = "a.pub.pem";
    const char *of_public = device_keys_text(scratch->arena, &scratch->diag, &model);
    assert_non_null(of_private);
    assert_string_equal(of_private, of_public);
    assert_non_null(strstr(of_private, "#define MPSEC_KEYS"));
    assert_non_null(strstr(of_private, ".roles = MPSEC_ROLE_RELEASE}"));
    // uuid5 of "mast" in the space of uuid5 of "mpsec.invalid" in the DNS space.
    assert_non_null(
        strstr(of_private, "#define MPSEC_CLASS_ID 0x95, 0xb9, 0x2f, 0xb2, 0x07, 0x74, "));
}

static void a_model_without_keys_gives_no_table_and_no_error(void **state)
{
    struct scratch *scratch = *state;
    const struct model model = model_of(scratch, 0);
    assert_null(device_keys_text(scratch->arena, &scratch->diag, &model));
    assert_false(diag_failed(&scratch->diag));
}

static void more_keys_than_a_device_knows_are_an_error(void **state)
{
    struct scratch *scratch = *state;
    const struct model model = model_of(scratch, MPSEC_KEYS_MAX + 1);
    assert_null(device_keys_text(scratch->arena, &scratch->diag, &model));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text, "a device knows at most 8 keys");
}

static void a_key_that_is_not_there_is_an_error(void **state)
{
    struct scratch *scratch = *state;
    const struct model model = model_of(scratch, 1);
    model_keys[0] = "gone.pem";
    assert_null(device_keys_text(scratch->arena, &scratch->diag, &model));
    assert_true(diag_failed(&scratch->diag));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(both_halves_of_a_key_give_the_same_table),
        SCRATCH_TEST(a_model_without_keys_gives_no_table_and_no_error),
        SCRATCH_TEST(more_keys_than_a_device_knows_are_an_error),
        SCRATCH_TEST(a_key_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
