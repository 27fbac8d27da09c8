// SPDX-License-Identifier: MIT
#include "build/elf.h"

#include "tiny_elf.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct tiny_symbol symbols[] = {
    {"$t", 0x1000, 0, STT_NOTYPE, true, false, false},
    {"mp_parse.constprop.0", 0x1001, 8, STT_FUNC, true, false, false},
    {"file.c", 0, 0, STT_FILE, true, false, false},
    {"mp_compile", 0x1009, 12, STT_FUNC, false, false, false},
    {"mp_compile_all", 0x1011, 4, STT_FUNC, false, false, false},
    {"outside", 0, 0, STT_NOTYPE, false, true, true},
    {"table", 0x1004, 4, STT_OBJECT, false, false, true},
};
static const char text[] = "0123456789abcdef";
static const struct tiny_elf linked = {.bytes = text,
                                       .size = 16,
                                       .address = 0x1000,
                                       .symbols = symbols,
                                       .count = sizeof symbols / sizeof *symbols};

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static struct elf parsed(struct arena *arena, const struct tiny_elf *in)
{
    const struct buf file = tiny_elf(arena, in);
    struct elf elf;
    assert_int_equal(elf_parse(arena, file.data, file.size, &elf), ELF_PARSED);
    return elf;
}

static void parse_keeps_names_sorted_and_leaves_out_what_is_none(void **state)
{
    const struct elf elf = parsed(*state, &linked);
    assert_true(elf.has_symbols);
    assert_string_equal(elf.architecture, "arm");
    assert_int_equal(elf.symbol_count, 5);
    assert_string_equal(elf.symbols[0].name, "mp_compile");
    assert_int_equal(elf.symbols[0].address, 0x1008); // without the Thumb bit
    assert_string_equal(elf.symbols[4].name, "table");
    assert_int_equal(elf.text_bytes, 16);
}

static void find_takes_a_clone_of_the_compiler_for_the_function(void **state)
{
    const struct elf elf = parsed(*state, &linked);
    assert_non_null(elf_find(&elf, "mp_parse"));
    assert_null(elf_find_exact(&elf, "mp_parse"));
    assert_int_equal(elf_find(&elf, "mp_compile")->size, 12);
}

static void find_does_not_take_a_longer_name_or_an_undefined_one(void **state)
{
    const struct elf elf = parsed(*state, &linked);
    assert_null(elf_find(&elf, "mp_comp"));
    assert_null(elf_find(&elf, "outside"));
    assert_false(elf_find_exact(&elf, "outside")->defined);
}

static void an_object_tells_which_of_its_symbols_it_refers_to(void **state)
{
    struct tiny_elf object = linked;
    object.relocatable = true;
    const struct elf elf = parsed(*state, &object);
    assert_true(elf.relocatable);
    assert_true(elf_find_exact(&elf, "outside")->referenced);
    assert_true(elf_find_exact(&elf, "table")->referenced);
    assert_false(elf_find_exact(&elf, "mp_compile")->referenced);
    assert_false(elf.lto);
}

static void debug_information_is_no_reference(void **state)
{
    struct tiny_elf object = linked;
    object.relocatable = true;
    object.debug_relocations = true;
    const struct elf elf = parsed(*state, &object);
    assert_false(elf_find_exact(&elf, "table")->referenced);
}

static void an_object_with_the_compilers_own_code_is_noticed(void **state)
{
    struct tiny_elf object = linked;
    object.relocatable = true;
    object.lto = true;
    assert_true(parsed(*state, &object).lto);
}

static void bytes_come_from_inside_one_segment_only(void **state)
{
    const struct elf elf = parsed(*state, &linked);
    assert_memory_equal(elf_bytes(&elf, 0x1004, 4), "4567", 4);
    assert_non_null(elf_bytes(&elf, 0x1000, 16));
    assert_null(elf_bytes(&elf, 0x1000, 17));
    assert_null(elf_bytes(&elf, 0x1010, 1));
    assert_null(elf_bytes(&elf, 0xfff, 1));
    assert_null(elf_bytes(&elf, UINT64_MAX, SIZE_MAX));
}

static void a_file_without_symbols_says_so(void **state)
{
    struct tiny_elf bare = linked;
    bare.count = 0;
    assert_false(parsed(*state, &bare).has_symbols);
}

static void what_is_no_elf_file_is_foreign(void **state)
{
    struct elf elf;
    assert_int_equal(elf_parse(*state, "", 0, &elf), ELF_FOREIGN);
    assert_int_equal(elf_parse(*state, NULL, 0, &elf), ELF_FOREIGN);
    assert_int_equal(elf_parse(*state, "#!/bin/sh", 9, &elf), ELF_FOREIGN);
    assert_null(elf_find(&elf, "main"));
}

// Whatever its length, the rest of a file that was cut is never read.
static void a_file_cut_anywhere_never_crashes(void **state)
{
    const struct buf file = tiny_elf(*state, &linked);
    for (size_t size = 0; size < file.size; size++) {
        struct arena *arena = arena_new();
        char *copy = arena_alloc(arena, size, 1);
        memcpy(copy, file.data, size);
        struct elf elf;
        const enum elf_result result = elf_parse(arena, copy, size, &elf);
        assert_true(result == ELF_BROKEN || size < 4 || !elf.has_symbols);
        arena_release(arena);
    }
}

static void every_byte_turned_over_never_crashes(void **state)
{
    const struct buf file = tiny_elf(*state, &linked);
    for (size_t at = 4; at < file.size; at++) {
        struct arena *arena = arena_new();
        char *copy = arena_alloc(arena, file.size, 1);
        memcpy(copy, file.data, file.size);
        copy[at] = (char)~copy[at];
        struct elf elf;
        if (elf_parse(arena, copy, file.size, &elf) == ELF_PARSED) {
            (void)elf_find(&elf, "mp_compile");
            (void)elf_bytes(&elf, 0x1000, 16);
        }
        arena_release(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_keeps_names_sorted_and_leaves_out_what_is_none),
        cmocka_unit_test(find_takes_a_clone_of_the_compiler_for_the_function),
        cmocka_unit_test(find_does_not_take_a_longer_name_or_an_undefined_one),
        cmocka_unit_test(an_object_tells_which_of_its_symbols_it_refers_to),
        cmocka_unit_test(debug_information_is_no_reference),
        cmocka_unit_test(an_object_with_the_compilers_own_code_is_noticed),
        cmocka_unit_test(bytes_come_from_inside_one_segment_only),
        cmocka_unit_test(a_file_without_symbols_says_so),
        cmocka_unit_test(what_is_no_elf_file_is_foreign),
        cmocka_unit_test(a_file_cut_anywhere_never_crashes),
        cmocka_unit_test(every_byte_turned_over_never_crashes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
