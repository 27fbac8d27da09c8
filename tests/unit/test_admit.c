// SPDX-License-Identifier: MIT
#include "mpsec/admit.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOTHING = MPSEC_SLOTS };

// One boot. Says which slot's payload came out, and checks that it is `payload`.
static uint32_t boot(struct one_device *one, const char *payload)
{
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one->device, &launch, &admission);
    const struct mpsec_span out = mpsec_launch_open(&launch);
    if (admission.slot == NOTHING) {
        assert_null(out.data);
        return NOTHING;
    }
    assert_int_equal(out.size, strlen(payload));
    assert_memory_equal(out.data, payload, out.size);
    assert_true(out.data > one->ram && out.data < one->ram + sizeof one->ram);
    assert_true(admission.copied);
    return admission.slot;
}

static void set_phase(struct one_device *one, enum mpsec_slot_phase phase, uint8_t attempts)
{
    assert_true(one_device_set(
        one, &(struct mpsec_state){.phase = (uint8_t)phase, .attempts = attempts, .floor = 1}));
}

static void a_new_device_runs_what_the_factory_put_into_slot_0(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    assert_int_equal(boot(&one, ""), NOTHING);
    one_device_install(&one, 0, "factory", 1);
    assert_int_equal(boot(&one, "factory"), 0);
    assert_int_equal(one.memory.programs, 0);
    one_device_release(&one);
}

static void a_staged_image_runs_as_often_as_it_has_attempts_and_then_the_old_one(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "new", 2);
    set_phase(&one, MPSEC_SLOT_STAGED, DEVICE_ATTEMPTS);
    for (int i = 0; i < DEVICE_ATTEMPTS; i++) {
        assert_int_equal(boot(&one, "new"), 1);
        assert_int_equal(one_device_state(&one).phase, MPSEC_SLOT_TRIAL);
    }
    assert_int_equal(boot(&one, "old"), 0);
    assert_int_equal(one_device_state(&one).phase, MPSEC_SLOT_BAD);
    assert_int_equal(boot(&one, "old"), 0);
    assert_int_equal(one_device_state(&one).floor, 1);
    one_device_release(&one);
}

static void a_staged_image_that_does_not_hold_is_bad_at_once(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "new", 2);
    one.memory.bytes[DEVICE_SLOT_SIZE + MPSEC_HEADER_SIZE] ^= 1;
    set_phase(&one, MPSEC_SLOT_STAGED, DEVICE_ATTEMPTS);
    assert_int_equal(boot(&one, "old"), 0);
    assert_int_equal(one_device_state(&one).phase, MPSEC_SLOT_BAD);
    one_device_release(&one);
}

static void without_a_confirmed_image_that_holds_the_other_one_runs_if_it_does(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "new", 2);
    set_phase(&one, MPSEC_SLOT_NONE, 0);
    one.memory.bytes[MPSEC_HEADER_SIZE] ^= 1;
    assert_int_equal(boot(&one, "new"), 1);
    one.memory.bytes[DEVICE_SLOT_SIZE + MPSEC_HEADER_SIZE] ^= 1;
    assert_int_equal(boot(&one, ""), NOTHING);
    one_device_release(&one);
}

static void an_image_below_the_floor_never_runs_from_either_slot(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "old too", 1);
    assert_true(one_device_set(&one, &(struct mpsec_state){.phase = MPSEC_SLOT_NONE, .floor = 2}));
    assert_int_equal(boot(&one, ""), NOTHING);
    one_device_release(&one);
}

static void the_admission_says_what_runs_and_why_the_other_does_not(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "new", 2);
    one.memory.bytes[DEVICE_SLOT_SIZE + MPSEC_HEADER_SIZE] ^= 1;
    set_phase(&one, MPSEC_SLOT_STAGED, DEVICE_ATTEMPTS);
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one.device, &launch, &admission);
    assert_int_equal(admission.slot, 0);
    assert_int_equal(admission.version.major, 1);
    assert_int_equal(admission.security_counter, 1);
    assert_int_equal(admission.verdicts[0], MPSEC_VERDICT_ADMIT);
    assert_int_equal(admission.verdicts[1], MPSEC_VERDICT_DENY_DIGEST);
    assert_int_equal(admission.state.phase, MPSEC_SLOT_BAD);
    one_device_release(&one);
}

static void an_image_too_large_for_the_ram_runs_where_it_lies_and_says_so(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one.device.ram_size = 16;
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one.device, &launch, &admission);
    assert_false(admission.copied);
    assert_ptr_equal(mpsec_launch_open(&launch).data, one.memory.bytes + MPSEC_HEADER_SIZE);
    one_device_release(&one);
}

static void what_the_flash_holds_after_the_judgement_no_longer_matters_in_ram(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one.device, &launch, &admission);
    memset(one.memory.bytes, 0, DEVICE_SLOT_SIZE);
    assert_memory_equal(mpsec_launch_open(&launch).data, "old", 3);
    one_device_release(&one);
}

static void a_worn_journal_tries_nothing_new_and_still_boots(void **unused)
{
    (void)unused;
    struct one_device one;
    one_device_make(&one);
    one_device_install(&one, 0, "old", 1);
    one_device_install(&one, 1, "new", 2);
    set_phase(&one, MPSEC_SLOT_STAGED, DEVICE_ATTEMPTS);
    one.memory.refuses = true;
    assert_int_equal(boot(&one, "old"), 0);
    one_device_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_runs_what_the_factory_put_into_slot_0),
        cmocka_unit_test(a_staged_image_runs_as_often_as_it_has_attempts_and_then_the_old_one),
        cmocka_unit_test(a_staged_image_that_does_not_hold_is_bad_at_once),
        cmocka_unit_test(without_a_confirmed_image_that_holds_the_other_one_runs_if_it_does),
        cmocka_unit_test(an_image_below_the_floor_never_runs_from_either_slot),
        cmocka_unit_test(the_admission_says_what_runs_and_why_the_other_does_not),
        cmocka_unit_test(an_image_too_large_for_the_ram_runs_where_it_lies_and_says_so),
        cmocka_unit_test(what_the_flash_holds_after_the_judgement_no_longer_matters_in_ram),
        cmocka_unit_test(a_worn_journal_tries_nothing_new_and_still_boots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
