// SPDX-License-Identifier: MIT
#include "mpsec/image_verify.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The images are MCUboot's imgtool's, the key is theirs: see tests/vectors/imgtool/README.md.
enum { IMAGE_MAX = 4096, FLOOR = 7 };

struct sample {
    uint8_t bytes[IMAGE_MAX];
    size_t size;
    struct mpsec_image image;
};

static void load(const char *name, struct sample *sample)
{
    char path[512];
    snprintf(path, sizeof path, "%s/imgtool/%s", VECTORS, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    sample->size = fread(sample->bytes, 1, sizeof sample->bytes, file);
    fclose(file);
    assert_int_equal(
        mpsec_image_parse((struct mpsec_span){sample->bytes, sample->size}, &sample->image),
        MPSEC_OK);
}

static struct mpsec_key signer_key(void)
{
    struct mpsec_key key = {.roles = MPSEC_ROLE_RELEASE};
    FILE *file = fopen(VECTORS "/imgtool/signer.pub.pem", "r");
    assert_non_null(file);
    EVP_PKEY *public_key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);
    unsigned char *spki = NULL;
    assert_int_equal(i2d_PUBKEY(public_key, &spki), MPSEC_SPKI_SIZE);
    EVP_PKEY_free(public_key);
    const struct mpsec_span whole = {spki, MPSEC_SPKI_SIZE};
    mpsec_sha256(&whole, 1, key.id);
    memcpy(key.point, spki + MPSEC_SPKI_SIZE - MPSEC_P256_POINT_SIZE, sizeof key.point);
    OPENSSL_free(spki);
    return key;
}

static struct mpsec_policy policy_of(const struct mpsec_key *key)
{
    return (struct mpsec_policy){
        .keys = key,
        .key_count = 1,
        .roles = MPSEC_ROLE_RELEASE,
        .signers = 1,
        .security_counter = FLOOR,
    };
}

static enum mpsec_verdict judge(const struct sample *sample, const struct mpsec_policy *policy)
{
    return mpsec_image_verify(&sample->image, sample->image.payload, policy);
}

static const struct {
    const char *name;
    enum mpsec_verdict want;
} rows[] = {
    {"good.img", MPSEC_VERDICT_ADMIT},
    {"pubkey_tlv.img", MPSEC_VERDICT_ADMIT},
    {"badsig.img", MPSEC_VERDICT_DENY_SIGNATURE},
    {"forged.img", MPSEC_VERDICT_DENY_SIGNATURE},
    {"otherkey.img", MPSEC_VERDICT_DENY_KEY},
    {"enc_aes128.img", MPSEC_VERDICT_DENY_DIGEST}, // the ciphertext is not what was signed
};

static void verify_gives_imgtools_images_their_verdict(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sample sample;
        load(rows[i].name, &sample);
        assert_int_equal(judge(&sample, &policy), rows[i].want);
    }
}

static void verify_denies_an_empty_policy(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.signers = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
    policy = policy_of(&key);
    policy.roles = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
    policy = policy_of(&key);
    policy.key_count = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
}

static void verify_denies_a_counter_below_the_floor(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.security_counter = FLOOR + 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_ROLLBACK);
    policy.security_counter = FLOOR - 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
}

static void verify_denies_a_revoked_key_and_a_wrong_role(void **state)
{
    (void)state;
    struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.revoked = 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_REVOKED);
    policy.revoked = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
    key.roles = MPSEC_ROLE_SERVICE | MPSEC_ROLE_DEVELOPMENT;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_ROLE);
}

static void verify_denies_an_image_that_carries_no_class_when_asked(void **state)
{
    (void)state;
    static const uint8_t class_id[MPSEC_CLASS_ID_SIZE] = {1};
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.class_id = (struct mpsec_span){class_id, sizeof class_id};
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_CLASS);
    policy = policy_of(&key);
    policy.vendor_id = (struct mpsec_span){class_id, sizeof class_id};
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_CLASS);
}

static void verify_does_not_count_one_key_twice(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.signers = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_SIGNERS);
    sample.image.signers[1] = sample.image.signers[0];
    sample.image.signer_count = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_SIGNERS);
}

static void verify_denies_plaintext_of_another_size(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    const struct mpsec_span shorter =
        mpsec_span_first(sample.image.payload, sample.image.payload.size - 1);
    assert_int_equal(mpsec_image_verify(&sample.image, shorter, &policy),
                     MPSEC_VERDICT_DENY_DIGEST);
}

static void no_single_flipped_bit_is_admitted(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    for (size_t bit = 0; bit < sample.size * 8; bit++) {
        struct mpsec_image image;
        sample.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        const bool admitted =
            mpsec_image_parse((struct mpsec_span){sample.bytes, sample.size}, &image) == MPSEC_OK &&
            mpsec_image_verify(&image, image.payload, &policy) == MPSEC_VERDICT_ADMIT;
        assert_false(admitted);
        sample.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_gives_imgtools_images_their_verdict),
        cmocka_unit_test(verify_denies_an_empty_policy),
        cmocka_unit_test(verify_denies_a_counter_below_the_floor),
        cmocka_unit_test(verify_denies_a_revoked_key_and_a_wrong_role),
        cmocka_unit_test(verify_denies_an_image_that_carries_no_class_when_asked),
        cmocka_unit_test(verify_does_not_count_one_key_twice),
        cmocka_unit_test(verify_denies_plaintext_of_another_size),
        cmocka_unit_test(no_single_flipped_bit_is_admitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
