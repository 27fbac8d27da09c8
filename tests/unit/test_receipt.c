// SPDX-License-Identifier: MIT
// The fast boot: what a receipt is worth, and above all what it is not.
#include "mpsec/receipt.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOTHING = MPSEC_SLOTS };

struct start {
    uint32_t slot;
    bool recalled;
};

// One boot. Nothing comes out when nothing runs.
static struct start boot(struct one_device *one)
{
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one->device, &launch, &admission);
    assert_int_equal(mpsec_launch_open(&launch).size == 0, admission.slot == NOTHING);
    return (struct start){admission.slot, admission.recalled};
}

static void assert_starts(struct one_device *one, uint32_t slot, bool recalled)
{
    const struct start start = boot(one);
    assert_int_equal(start.slot, slot);
    assert_int_equal(start.recalled, recalled);
}

static void the_first_boot_checks_the_signature_and_later_ones_the_receipt(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "factory", 1);
    assert_starts(&one, 0, false);
    assert_starts(&one, 0, true);
    assert_starts(&one, 0, true);
    one_device_release(&one);
}

static void the_hash_is_never_skipped(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "factory", 1);
    assert_starts(&one, 0, false);
    for (size_t bit = 0; bit < 8 * 8; bit++) { // of the payload
        one.memory.bytes[MPSEC_HEADER_SIZE + bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(boot(&one).slot, NOTHING);
        one.memory.bytes[MPSEC_HEADER_SIZE + bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    assert_starts(&one, 0, true);
    one_device_release(&one);
}

static void a_receipt_is_worth_nothing_for_another_image_slot_or_chip(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "factory", 1);
    assert_starts(&one, 0, false);
    one_device_install(&one, 0, "another", 1); // by a clip: the maker's, but not this one
    assert_starts(&one, 0, false);
    assert_starts(&one, 0, true);
    one.device.chip = &other_chip;
    assert_starts(&one, 0, false);
    one.device.chip = NULL;
    assert_starts(&one, 0, false);
    one.device.chip = &one_chip;
    assert_starts(&one, 0, false); // the other chip has written its own
    one_device_release(&one);
}

static void no_bit_of_a_receipt_can_be_changed(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "factory", 1);
    assert_starts(&one, 0, false);
    for (size_t bit = 0; bit < 8 * MPSEC_RECEIPT_SIZE; bit += 5) {
        one.memory.bytes[DEVICE_RECEIPTS + bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_starts(&one, 0, false); // and it is written anew
        assert_starts(&one, 0, true);
    }
    one_device_release(&one);
}

static void a_revoked_key_or_a_higher_floor_ends_it(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "factory", 1);
    assert_starts(&one, 0, false);
    one.device.policy.revoked = 1;
    assert_int_equal(boot(&one).slot, NOTHING);
    one.device.policy.revoked = 0;
    assert_starts(&one, 0, true);
    one.device.policy.security_counter = 2;
    assert_int_equal(boot(&one).slot, NOTHING);
    one_device_release(&one);
}

static void a_trial_is_never_fast(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_install(&one, 0, "old", 1);
    assert_starts(&one, 0, false);
    one_device_install(&one, 1, "new", 2);
    assert_true(one_device_set(
        &one, &(struct mpsec_state){.phase = MPSEC_SLOT_STAGED, .attempts = DEVICE_ATTEMPTS}));
    for (int i = 0; i < DEVICE_ATTEMPTS; i++) {
        assert_starts(&one, 1, false);
    }
    assert_starts(&one, 0, true);
    one_device_release(&one);
}

// What a fault could make of the boot: a receipt asked for what no signature held for.
static void a_receipt_of_a_verification_that_failed_is_worth_nothing(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_launch launch;
    one_device_make(&one);
    one_device_add_chip(&one);
    one_device_image(&one, "forged", 1, &image);
    image.bytes[image.size - 1] ^= 1; // the end of the signature
    one_device_write(&one, 0, &image);
    struct mpsec_image parsed;
    const struct mpsec_span bytes = {image.bytes, image.size};
    assert_int_equal(mpsec_image_parse(bytes, &parsed), MPSEC_OK);
    const struct mpsec_receipt_subject subject = {0, 1, parsed.digest.data};
    for (uint32_t round = 0; round < 3; round++) { // none, then one round glitched to be clean
        mpsec_launch_clear(&launch);
        if (round > 0) {
            launch.evidence[round - 1].diff = 0;
        }
        mpsec_receipt_write(&one.device, &subject, &launch);
        assert_int_equal(boot(&one).slot, NOTHING);
    }
    one_device_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_boot_checks_the_signature_and_later_ones_the_receipt),
        cmocka_unit_test(the_hash_is_never_skipped),
        cmocka_unit_test(a_receipt_is_worth_nothing_for_another_image_slot_or_chip),
        cmocka_unit_test(no_bit_of_a_receipt_can_be_changed),
        cmocka_unit_test(a_revoked_key_or_a_higher_floor_ends_it),
        cmocka_unit_test(a_trial_is_never_fast),
        cmocka_unit_test(a_receipt_of_a_verification_that_failed_is_worth_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
