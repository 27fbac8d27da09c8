// SPDX-License-Identifier: MIT
#include "mpsec/update.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Header and everything behind the payload.
static struct mpsec_span head_of(const struct signed_image *image, uint8_t *room)
{
    struct mpsec_image parsed;
    const struct mpsec_span whole = {image->bytes, image->size};
    assert_int_equal(mpsec_image_parse(whole, &parsed), MPSEC_OK);
    const size_t behind = MPSEC_HEADER_SIZE + parsed.payload.size;
    memcpy(room, image->bytes, MPSEC_HEADER_SIZE);
    memcpy(room + MPSEC_HEADER_SIZE, image->bytes + behind, image->size - behind);
    return (struct mpsec_span){room, image->size - parsed.payload.size};
}

static enum mpsec_update_result begin_beside(struct one_device *one, struct mpsec_update *update,
                                             const struct signed_image *image, uint32_t running)
{
    uint8_t room[SIGNED_IMAGE_MAX];
    return mpsec_update_begin(update, &one->device, head_of(image, room), running);
}

// While the active slot of a new device runs.
static enum mpsec_update_result begin(struct one_device *one, struct mpsec_update *update,
                                      const struct signed_image *image)
{
    return begin_beside(one, update, image, 0);
}

// The first bytes of its digest, as the journal keeps them.
static const uint8_t *tag_of(const struct signed_image *image)
{
    struct mpsec_image parsed;
    const struct mpsec_span whole = {image->bytes, image->size};
    assert_int_equal(mpsec_image_parse(whole, &parsed), MPSEC_OK);
    return parsed.digest.data;
}

static enum mpsec_update_result write_rest(struct mpsec_update *update,
                                           const struct signed_image *image, size_t chunk)
{
    while (update->written < image->size) {
        const size_t left = image->size - update->written;
        const struct mpsec_span part = {image->bytes + update->written,
                                        left < chunk ? left : chunk};
        const enum mpsec_update_result result = mpsec_update_write(update, part);
        if (result != MPSEC_UPDATE_OK) {
            return result;
        }
    }
    return MPSEC_UPDATE_OK;
}

static void make_running(struct one_device *one)
{
    one_device_make(one);
    one_device_install(one, 0, "old", 1);
}

// The payload that a boot hands out.
static void assert_boots(struct one_device *one, const char *payload)
{
    struct mpsec_launch launch;
    struct mpsec_admission admission;
    mpsec_admit(&one->device, &launch, &admission);
    const struct mpsec_span out = mpsec_launch_open(&launch);
    assert_int_equal(out.size, strlen(payload));
    assert_memory_equal(out.data, payload, out.size);
}

static void a_whole_update_in_chunks_of_any_size_is_tried_at_the_next_boot(void **unused)
{
    (void)unused;
    static const size_t chunks[] = {1, 7, 8, 64, 1000};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct one_device one;
        struct signed_image image;
        struct mpsec_update update;
        make_running(&one);
        one_device_image(&one, "new", 2, &image);
        assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
        assert_int_equal(update.written, 0);
        assert_int_equal(write_rest(&update, &image, chunks[i]), MPSEC_UPDATE_OK);
        assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_OK);
        assert_boots(&one, "new");
        assert_int_equal(mpsec_update_confirm(&one.device, 1, 2), MPSEC_UPDATE_OK);
        assert_int_equal(one_device_state(&one).floor, 2);
        assert_int_equal(one.memory.broken_rules, 0);
        one_device_release(&one);
    }
}

static void assert_refused(struct one_device *one, const struct signed_image *image,
                           enum mpsec_update_result wanted)
{
    struct mpsec_update update;
    const unsigned before = one->memory.programs + one->memory.erasures;
    assert_int_equal(begin(one, &update, image), wanted);
    assert_int_equal(one->memory.programs + one->memory.erasures, before);
    assert_int_equal(mpsec_update_write(&update, (struct mpsec_span){image->bytes, 1}),
                     MPSEC_UPDATE_ORDER);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_ORDER);
}

static void what_is_not_promised_is_refused_before_a_byte_of_flash_changes(void **unused)
{
    (void)unused;
    struct one_device one;
    struct one_device other;
    struct signed_image image;
    make_running(&one);
    make_running(&other);
    one_device_image(&other, "new", 2, &image); // signed by a key of another device
    assert_refused(&one, &image, MPSEC_UPDATE_DENIED);

    static const uint8_t another[MPSEC_CLASS_ID_SIZE] = {7};
    make_image(&(struct image_wish){"new", 2, another, one.key, &one.known}, &image);
    assert_refused(&one, &image, MPSEC_UPDATE_DENIED);

    one_device_image(&one, "new", 2, &image);
    image.bytes[image.size - 1] ^= 1; // the signature
    assert_refused(&one, &image, MPSEC_UPDATE_DENIED);

    one.device.policy.security_counter = 3;
    one_device_image(&one, "new", 2, &image);
    assert_refused(&one, &image, MPSEC_UPDATE_DENIED);
    one_device_release(&one);
    one_device_release(&other);
}

static void a_counter_too_far_ahead_is_refused(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    make_running(&one);
    one_device_image(&one, "new", DEVICE_STEP + 1, &image);
    assert_refused(&one, &image, MPSEC_UPDATE_STEP);
    one_device_image(&one, "new", UINT32_MAX, &image);
    assert_refused(&one, &image, MPSEC_UPDATE_STEP);
    one_device_image(&one, "new", DEVICE_STEP, &image);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    one_device_release(&one);
}

static void an_image_larger_than_a_slot_is_refused(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    uint8_t room[SIGNED_IMAGE_MAX];
    make_running(&one);
    one_device_image(&one, "new", 2, &image);
    const struct mpsec_span head = head_of(&image, room);
    const uint32_t sizes[] = {DEVICE_SLOT_SIZE, UINT32_MAX, DEVICE_SLOT_SIZE - 100};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (unsigned byte = 0; byte < 4; byte++) {
            room[12 + byte] = (uint8_t)(sizes[i] >> (8 * byte));
        }
        assert_int_equal(mpsec_update_begin(&update, &one.device, head, 0), MPSEC_UPDATE_SIZE);
    }
    for (size_t size = 0; size < head.size; size++) {
        const struct mpsec_span part = {room, size};
        assert_int_equal(mpsec_update_begin(&update, &one.device, part, 0), MPSEC_UPDATE_FORM);
    }
    one_device_release(&one);
}

static void no_byte_that_differs_from_the_promise_is_staged(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    make_running(&one);
    one_device_image(&one, "new", 2, &image);
    for (size_t at = 0; at < image.size; at++) {
        struct signed_image changed = image;
        changed.bytes[at] ^= 0x10;
        assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
        assert_int_equal(write_rest(&update, &changed, 64), MPSEC_UPDATE_OK);
        assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_DIFFERS);
        assert_int_equal(one_device_state(&one).phase, MPSEC_SLOT_NONE);
    }
    assert_boots(&one, "old");
    one_device_release(&one);
}

static void an_interrupted_update_goes_on_near_where_it_stopped(void **unused)
{
    (void)unused;
    static char payload[3 * 1024];
    memset(payload, 'x', sizeof payload - 1);
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    make_running(&one);
    one.memory.flash.sector_size = 512; // six sectors are in use then
    one_device_image(&one, payload, 2, &image);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_write(&update, (struct mpsec_span){image.bytes, 2000}),
                     MPSEC_UPDATE_OK);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    assert_int_equal(update.written, 3 * 512);
    assert_int_equal(write_rest(&update, &image, 100), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_OK);
    assert_int_equal(one.memory.broken_rules, 0);
    assert_boots(&one, payload);
    one_device_release(&one);
}

static void another_image_starts_from_the_front(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    make_running(&one);
    one_device_image(&one, "new", 2, &image);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_write(&update, (struct mpsec_span){image.bytes, 100}),
                     MPSEC_UPDATE_OK);
    one_device_image(&one, "newer", 3, &image);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    assert_int_equal(update.written, 0);
    assert_int_equal(write_rest(&update, &image, 64), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_OK);
    assert_boots(&one, "newer");
    // During its trial it is the slot that runs.
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_BUSY);
    one_device_release(&one);
}

static void write_and_finish_keep_to_the_order(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update = {.open = false};
    make_running(&one);
    one_device_image(&one, "new", 2, &image);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_ORDER);
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_ORDER);
    assert_int_equal(mpsec_update_write(&update, (struct mpsec_span){image.bytes, image.size + 1}),
                     MPSEC_UPDATE_ORDER);
    assert_int_equal(update.written, 0);
    assert_int_equal(write_rest(&update, &image, 64), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_OK);
    assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_ORDER);
    one_device_release(&one);
}

static void a_flash_that_fails_is_said(void **unused)
{
    (void)unused;
    struct one_device one;
    struct signed_image image;
    struct mpsec_update update;
    make_running(&one);
    one_device_image(&one, "new", 2, &image);
    one.memory.refuses = true;
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_FLASH);
    one.memory.refuses = false;
    assert_int_equal(begin(&one, &update, &image), MPSEC_UPDATE_OK);
    one.memory.refuses = true;
    assert_int_equal(write_rest(&update, &image, 64), MPSEC_UPDATE_FLASH);
    assert_int_equal(mpsec_update_confirm(&one.device, 0, 1), MPSEC_UPDATE_FLASH);
    assert_boots(&one, "old");
    one_device_release(&one);
}

static void confirm_takes_only_the_slot_that_can_be_confirmed_and_writes_once(void **unused)
{
    (void)unused;
    struct one_device one;
    make_running(&one);
    assert_int_equal(mpsec_update_confirm(&one.device, 1, 2), MPSEC_UPDATE_ORDER);
    assert_int_equal(mpsec_update_confirm(&one.device, 0, 1), MPSEC_UPDATE_OK);
    const unsigned programs = one.memory.programs;
    assert_int_equal(mpsec_update_confirm(&one.device, 0, 1), MPSEC_UPDATE_OK);
    assert_int_equal(one.memory.programs, programs);
    assert_int_equal(one_device_state(&one).floor, 1);
    one_device_release(&one);
}

// The active slot is broken, and the other one runs in its place: that one must stay as it is.
static void the_slot_that_runs_for_want_of_the_active_one_is_not_written(void **unused)
{
    (void)unused;
    static const enum mpsec_slot_phase phases[] = {MPSEC_SLOT_NONE, MPSEC_SLOT_RECEIVING,
                                                   MPSEC_SLOT_STAGED, MPSEC_SLOT_BAD};
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        struct one_device one;
        struct signed_image image;
        struct mpsec_update update;
        one_device_make(&one);
        one_device_install(&one, 1, "old", 2);
        one_device_image(&one, "new", 2, &image);
        struct mpsec_state state = {.floor = 2, .phase = (uint8_t)phases[i], .active_tag = {7}};
        memcpy(state.candidate_tag, tag_of(&image), sizeof state.candidate_tag);
        assert_true(one_device_set(&one, &state));

        assert_int_equal(begin_beside(&one, &update, &image, 1), MPSEC_UPDATE_OK);
        assert_int_equal(update.written, 0);
        state = one_device_state(&one);
        assert_int_equal(state.active, 1);
        assert_int_equal(state.phase, MPSEC_SLOT_RECEIVING);
        assert_int_equal(state.floor, 2);
        assert_boots(&one, "old");
        assert_int_equal(write_rest(&update, &image, 64), MPSEC_UPDATE_OK);
        assert_boots(&one, "old");
        assert_int_equal(mpsec_update_finish(&update), MPSEC_UPDATE_OK);
        assert_boots(&one, "new");
        assert_int_equal(begin_beside(&one, &update, &image, 0), MPSEC_UPDATE_BUSY);
        assert_int_equal(mpsec_update_confirm(&one.device, 0, 2), MPSEC_UPDATE_OK);
        assert_boots(&one, "new");
        assert_int_equal(one.memory.broken_rules, 0);
        one_device_release(&one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_update_in_chunks_of_any_size_is_tried_at_the_next_boot),
        cmocka_unit_test(what_is_not_promised_is_refused_before_a_byte_of_flash_changes),
        cmocka_unit_test(a_counter_too_far_ahead_is_refused),
        cmocka_unit_test(an_image_larger_than_a_slot_is_refused),
        cmocka_unit_test(no_byte_that_differs_from_the_promise_is_staged),
        cmocka_unit_test(an_interrupted_update_goes_on_near_where_it_stopped),
        cmocka_unit_test(another_image_starts_from_the_front),
        cmocka_unit_test(write_and_finish_keep_to_the_order),
        cmocka_unit_test(a_flash_that_fails_is_said),
        cmocka_unit_test(confirm_takes_only_the_slot_that_can_be_confirmed_and_writes_once),
        cmocka_unit_test(the_slot_that_runs_for_want_of_the_active_one_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
