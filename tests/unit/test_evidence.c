// SPDX-License-Identifier: MIT
#include "mpsec/evidence.h"

#include "hybrid_vector.h"
#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_clean(struct one_device *one, struct mpsec_span image)
{
    struct mpsec_launch launch;
    mpsec_launch_clear(&launch);
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        mpsec_evidence_gather(&one->device, image, MPSEC_SLOTS, round, &launch);
    }
    const bool clean = mpsec_launch_is_clean(&launch, 0);
    assert_int_equal(mpsec_launch_is_clean(&launch, 1), clean);
    assert_int_equal(mpsec_launch_open(&launch).size != 0, clean);
    return clean;
}

// The same question to core's own judgement.
static bool is_admitted(struct one_device *one, struct mpsec_span bytes)
{
    struct mpsec_image image;
    return mpsec_image_parse(bytes, &image) == MPSEC_OK &&
           mpsec_image_verify(&image, image.payload, &one->device.policy) == MPSEC_VERDICT_ADMIT;
}

static struct mpsec_span span_of(const struct signed_image *image)
{
    return (struct mpsec_span){image->bytes, image->size};
}

static void a_good_image_leaves_clean_evidence_and_its_payload(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "the application", 3, &image);
    struct mpsec_launch launch;
    mpsec_launch_clear(&launch);
    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        mpsec_evidence_gather(&one.device, span_of(&image), MPSEC_SLOTS, round, &launch);
    }
    const struct mpsec_span payload = mpsec_launch_open(&launch);
    assert_ptr_equal(payload.data, image.bytes + MPSEC_HEADER_SIZE);
    assert_int_equal(payload.size, strlen("the application"));
    one_device_release(&one);
}

static void no_flipped_bit_of_an_image_is_clean_and_core_agrees(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "x", 3, &image);
    assert_true(is_clean(&one, span_of(&image)));
    for (size_t at = 0; at < image.size; at++) {
        image.bytes[at] ^= (uint8_t)(1U << at % 8);
        assert_false(is_clean(&one, span_of(&image)));
        assert_false(is_admitted(&one, span_of(&image)));
        image.bytes[at] ^= (uint8_t)(1U << at % 8);
    }
    one_device_release(&one);
}

static void a_shorter_or_longer_image_is_not_clean(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "x", 3, &image);
    for (size_t size = 0; size <= image.size + 1; size++) {
        assert_int_equal(is_clean(&one, (struct mpsec_span){image.bytes, size}),
                         size == image.size);
    }
    one_device_release(&one);
}

static void each_rule_of_the_policy_is_kept(void **unused)
{
    (void)unused;
    static const uint8_t other[MPSEC_CLASS_ID_SIZE] = {1};
    const struct mpsec_span other_id = {other, sizeof other};
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "x", 3, &image);
    const struct mpsec_policy good = one.device.policy;
    struct mpsec_policy wrong[9];
    for (size_t i = 0; i < 9; i++) {
        wrong[i] = good;
    }
    wrong[0].key_count = 0;
    wrong[1].signers = 0;
    wrong[2].roles = 0;
    wrong[3].signers = 2;
    wrong[4].roles = MPSEC_ROLE_DEVELOPMENT;
    wrong[5].revoked = 1;
    wrong[6].class_id = other_id;
    wrong[7].vendor_id = other_id; // the image carries none
    wrong[8].security_counter = 4;
    for (size_t i = 0; i < 9; i++) {
        one.device.policy = wrong[i];
        assert_false(is_clean(&one, span_of(&image)));
        assert_false(is_admitted(&one, span_of(&image)));
    }
    one.device.policy = good;
    assert_true(is_clean(&one, span_of(&image)));
    one_device_release(&one);
}

static void the_floor_of_the_journal_counts_and_the_higher_one_wins(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "x", 3, &image);
    assert_true(one_device_set(&one, &(struct mpsec_state){.phase = MPSEC_SLOT_NONE, .floor = 3}));
    assert_true(is_clean(&one, span_of(&image)));
    assert_true(one_device_set(&one, &(struct mpsec_state){.phase = MPSEC_SLOT_NONE, .floor = 4}));
    assert_int_equal(mpsec_evidence_floor(&one.device), 4);
    assert_false(is_clean(&one, span_of(&image)));
    one.device.policy.security_counter = 9;
    assert_int_equal(mpsec_evidence_floor(&one.device), 9);
    one_device_release(&one);
}

static void a_signature_of_zeros_is_never_clean(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    one_device_make(&one);
    one_device_image(&one, "x", 3, &image);
    static const uint8_t zeros[] = {0x30, 6, 2, 1, 0, 2, 1, 0};
    const size_t signature = image.size; // find the record: it is the last
    size_t at = signature;
    while (!(image.bytes[at] == MPSEC_RECORD_ECDSA && image.bytes[at + 1] == 0 &&
             at + 4U + image.bytes[at + 2] == signature)) {
        at--;
    }
    const unsigned shorter = image.bytes[at + 2] - (unsigned)sizeof zeros;
    image.bytes[at + 2] = sizeof zeros;
    memcpy(image.bytes + at + 4, zeros, sizeof zeros);
    image.size -= shorter;
    const size_t area = MPSEC_HEADER_SIZE + 1 + 4 + 8 + 20;
    image.bytes[area + 2] = (uint8_t)(image.bytes[area + 2] - shorter);
    struct mpsec_image parsed;
    assert_int_equal(mpsec_image_parse(span_of(&image), &parsed), MPSEC_OK);
    assert_false(is_clean(&one, span_of(&image)));
    one_device_release(&one);
}

static void a_second_signature_is_asked_for_where_the_key_asks(void **unused)
{
    (void)unused;
    static const char *const refused[] = {"lms_missing.txt", "lms_changed.txt",
                                          "lms_of_another_key.txt", "ecdsa_by_another.txt"};
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    struct mpsec_key key = hybrid_key(lms);
    struct one_device one;
    struct hybrid_vector vector;
    one_device_make(&one);
    one.device.policy.keys = &key;
    one.device.policy.class_id = (struct mpsec_span){NULL, 0};
    assert_true(hybrid_load("both.txt", &vector) > 0);
    assert_true(is_clean(&one, (struct mpsec_span){vector.bytes, vector.size}));
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_true(hybrid_load(refused[i], &vector) > 0);
        assert_false(is_clean(&one, (struct mpsec_span){vector.bytes, vector.size}));
    }
    key.lms = NULL;
    assert_true(hybrid_load("lms_missing.txt", &vector) > 0);
    assert_true(is_clean(&one, (struct mpsec_span){vector.bytes, vector.size}));
    one_device_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_image_leaves_clean_evidence_and_its_payload),
        cmocka_unit_test(no_flipped_bit_of_an_image_is_clean_and_core_agrees),
        cmocka_unit_test(a_shorter_or_longer_image_is_not_clean),
        cmocka_unit_test(each_rule_of_the_policy_is_kept),
        cmocka_unit_test(the_floor_of_the_journal_counts_and_the_higher_one_wins),
        cmocka_unit_test(a_signature_of_zeros_is_never_clean),
        cmocka_unit_test(a_second_signature_is_asked_for_where_the_key_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
