// SPDX-License-Identifier: MIT
#include "audit/tables/objects.h"

#include "scratch.h"
#include "tiny_firmware.h"

static const struct tiny_form plain = {.word = 4,
                                       .hash = 2,
                                       .length = 1,
                                       .representation = 'A',
                                       .compiler = true,
                                       .dangerous = true,
                                       .base = 0x8000000};

// One row per form that some release or port has.
static const struct {
    const char *name;
    struct tiny_form form;
} forms[] = {
    {"32 bits, A", {4, false, false, 2, 1, 'A', true, true, 0x8000000, NULL, false, NULL}},
    {"32 bits, A, at address 0", {4, false, false, 2, 1, 'A', true, true, 0, NULL, false, NULL}},
    {"one byte of hash", {4, false, false, 1, 1, 'A', true, true, 0x1000, NULL, false, NULL}},
    {"two bytes of length", {4, false, false, 2, 2, 'A', true, true, 0x1000, NULL, false, NULL}},
    {"no hashes", {4, false, false, 0, 1, 'A', true, true, 0x8005000, NULL, false, NULL}},
    {"records before the texts",
     {4, false, true, 2, 1, 'A', true, true, 0x1000, NULL, false, NULL}},
    {"32 bits, B", {4, false, false, 2, 1, 'B', true, true, 0x10000000, NULL, false, NULL}},
    {"32 bits, C", {4, false, false, 2, 1, 'C', true, true, 0x10000000, NULL, false, NULL}},
    {"32 bits, D", {4, false, false, 2, 1, 'D', true, true, 0x10000000, NULL, false, NULL}},
    {"32 bits, big-endian", {4, true, false, 2, 1, 'A', true, true, 0x10000000, NULL, false, NULL}},
    {"64 bits, A", {8, false, false, 2, 1, 'A', true, true, 0x400000, NULL, false, NULL}},
    {"64 bits, B", {8, false, false, 2, 1, 'B', true, true, 0x400000, NULL, false, NULL}},
    {"64 bits, D", {8, false, false, 2, 1, 'D', true, true, 0x400000, NULL, false, NULL}},
    {"64 bits, big-endian", {8, true, false, 2, 1, 'A', true, true, 0x400000, NULL, false, NULL}},
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

static void objects_of(struct arena *arena, const struct image *image, struct objects *out)
{
    struct pools *pools = ARENA_NEW(arena, struct pools);
    pools_find(arena, image, pools);
    objects_find(arena, image, pools, out);
}

static void strings_types_and_modules_are_read_in_every_form(void **state)
{
    struct scratch *scratch = *state;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &forms[i].form);
        const struct image image = tiny_image(scratch->arena, firmware);
        struct objects objects;
        uint64_t value;
        int64_t number;
        objects_of(scratch->arena, &image, &objects);
        print_message("%s\n", forms[i].name);
        assert_int_equal(objects.pools->count, TINY_STRINGS);
        assert_null(objects.pools->doubt);
        assert_non_null(objects.representation);
        assert_int_equal(objects.representation->name[0], forms[i].form.representation);
        assert_int_equal(objects.module_count, 4);
        assert_non_null(objects_type(&objects, "VfsRom"));
        assert_null(objects_type(&objects, "VfsFat"));
        assert_true(module_member(&objects, "machine", "mem32", &value));
        assert_string_equal(object_type(&objects, value), "function");
        assert_true(module_member(&objects, "sys", "platform", &value));
        assert_string_equal(object_text(scratch->arena, &objects, value), "qemu");
        assert_true(module_member(&objects, "sys", "implementation", &value));
        assert_true(tuple_item(&objects, value, 1, &value));
        assert_true(tuple_item(&objects, value, 1, &value));
        assert_true(object_number(&objects, value, &number));
        assert_int_equal(number, 25);
        assert_false(module_member(&objects, "machine", "reset", &value));
    }
}

static void the_place_of_a_raw_file_is_found_from_its_pools(void **state)
{
    struct scratch *scratch = *state;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const struct tiny_form *form = &forms[i].form;
        if (form->inline_records) {
            continue; // its lengths stand apart from one another
        }
        const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, form);
        struct image raw = tiny_image(scratch->arena, firmware);
        raw.placed = false;
        raw.word_size = 0;
        raw.big_endian = false;
        raw.segments[0].address = 0;
        const struct images places = pools_place(scratch->arena, &raw);
        print_message("%s\n", forms[i].name);
        assert_int_equal(places.count, 1);
        assert_int_equal(places.items[0].segments[0].address, form->base);
        assert_int_equal(places.items[0].word_size, form->word);
        assert_int_equal(places.items[0].big_endian, form->big_endian);
    }
}

static void junk_in_front_moves_the_place(void **state)
{
    struct scratch *scratch = *state;
    static const size_t junk[] = {4, 0x1235, 0x2002};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
        struct image raw = tiny_image(scratch->arena, firmware);
        unsigned char *longer = arena_alloc(scratch->arena, junk[i] + firmware->size, 1);
        memset(longer, 0xa5, junk[i]);
        memcpy(longer + junk[i], firmware->bytes, firmware->size);
        raw.placed = false;
        raw.segments[0] = (struct image_segment){0, longer, junk[i] + firmware->size, 0};
        const struct images places = pools_place(scratch->arena, &raw);
        assert_int_equal(places.count, 1);
        assert_int_equal(places.items[0].segments[0].address, plain.base - junk[i]);
    }
}

static void what_would_lie_below_zero_is_cut_off(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_form form = plain;
    form.base = 0;
    const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
    struct image raw = tiny_image(scratch->arena, firmware);
    unsigned char *longer = arena_alloc(scratch->arena, 0x100 + firmware->size, 1);
    memcpy(longer + 0x100, firmware->bytes, firmware->size);
    raw.placed = false;
    raw.segments[0] = (struct image_segment){0, longer, 0x100 + firmware->size, 0};
    const struct images places = pools_place(scratch->arena, &raw);
    assert_int_equal(places.count, 1);
    assert_int_equal(places.items[0].segments[0].address, 0);
    assert_int_equal(places.items[0].segments[0].offset, 0x100);
}

static void two_firmwares_in_one_file_have_two_places(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
    struct image raw = tiny_image(scratch->arena, firmware);
    unsigned char *both = arena_alloc(scratch->arena, 2 * firmware->size, 1);
    memcpy(both, firmware->bytes, firmware->size);
    memcpy(both + firmware->size, firmware->bytes, firmware->size);
    raw.placed = false;
    raw.segments[0] = (struct image_segment){0, both, 2 * firmware->size, 0};
    const struct images places = pools_place(scratch->arena, &raw);
    assert_true(places.count >= 2);
}

// Of the pools, one wrong byte in a text condemns all that would rest on it.
static void a_text_that_belies_its_hash_is_no_pool(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
    const struct image image = tiny_image(scratch->arena, firmware);
    unsigned char *text = memmem(firmware->bytes, firmware->size, "builtins", 9);
    assert_non_null(text);
    text[0] = 'x';
    struct pools pools;
    pools_find(scratch->arena, &image, &pools);
    assert_int_equal(pools.count, 0);
    assert_string_equal(pools.doubt, "no table of interned strings was found");
}

static void the_first_pool_alone_is_no_whole_table(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
    const struct image image = tiny_image(scratch->arena, firmware);
    unsigned char *text = memmem(firmware->bytes, firmware->size, "filler200", 10);
    assert_non_null(text);
    text[0] = 'x';
    struct pools pools;
    pools_find(scratch->arena, &image, &pools);
    assert_int_equal(pools.count, TINY_STATIC);
    assert_string_equal(pools.doubt, "of the tables of interned strings only the first was found");
}

static void zeros_and_noise_hold_no_tables(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_firmware firmware = {.form = plain, .size = TINY_SIZE};
    firmware.bytes = arena_alloc(scratch->arena, TINY_SIZE, 1);
    for (unsigned seed = 0; seed < 4; seed++) {
        const struct image image = tiny_image(scratch->arena, &firmware);
        struct objects objects;
        objects_of(scratch->arena, &image, &objects);
        assert_int_equal(objects.pools->count, 0);
        assert_int_equal(objects.module_count, 0);
        for (size_t i = 0; i < TINY_SIZE; i++) {
            firmware.bytes[i] = (unsigned char)((i * 2654435761u + seed) >> 13);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(strings_types_and_modules_are_read_in_every_form),
        SCRATCH_TEST(the_place_of_a_raw_file_is_found_from_its_pools),
        SCRATCH_TEST(junk_in_front_moves_the_place),
        SCRATCH_TEST(what_would_lie_below_zero_is_cut_off),
        SCRATCH_TEST(two_firmwares_in_one_file_have_two_places),
        SCRATCH_TEST(a_text_that_belies_its_hash_is_no_pool),
        SCRATCH_TEST(the_first_pool_alone_is_no_whole_table),
        SCRATCH_TEST(zeros_and_noise_hold_no_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
