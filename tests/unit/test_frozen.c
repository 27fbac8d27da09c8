// SPDX-License-Identifier: MIT
#include "build/frozen.h"

#include "scratch.h"

static void list_takes_code_in_order_and_lib_without_its_folder(void **state)
{
    struct scratch *scratch = *state;
    static const char *const files[] = {
        "main.py",   "a.py",       "pack/__init__.py", "lib/drv.py", "lib/p/x.mpy",
        "data.json", ".hidden.py", "__pycache__/a.py", "notes.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        scratch_write(scratch, files[i], "");
    }
    struct frozen frozen;
    assert_true(frozen_list(scratch->arena, &scratch->diag, scratch->folder, &frozen));
    assert_int_equal(frozen.modules.count, 3);
    assert_string_equal(frozen.modules.items[0], "a.py");
    assert_string_equal(frozen.modules.items[1], "main.py");
    assert_string_equal(frozen.modules.items[2], "pack/__init__.py");
    assert_int_equal(frozen.libraries.count, 2);
    assert_string_equal(frozen.libraries.items[0], "drv.py");
    assert_string_equal(frozen.libraries.items[1], "p/x.mpy");
}

static void list_takes_a_folder_called_lib_deeper_down_as_it_is(void **state)
{
    struct scratch *scratch = *state;
    scratch_write(scratch, "pack/lib/x.py", "");
    struct frozen frozen;
    assert_true(frozen_list(scratch->arena, &scratch->diag, scratch->folder, &frozen));
    assert_int_equal(frozen.libraries.count, 0);
    assert_string_equal(frozen.modules.items[0], "pack/lib/x.py");
}

static void refuse_twins(struct scratch *scratch, const char *a, const char *b, const char *said)
{
    scratch_write(scratch, a, "");
    scratch_write(scratch, b, "");
    struct frozen frozen;
    assert_false(frozen_list(scratch->arena, &scratch->diag, scratch->folder, &frozen));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text, said);
}

static void list_refuses_a_module_and_a_library_of_one_name(void **state)
{
    refuse_twins(*state, "x.py", "lib/x.py", "x.py and x.py would be frozen under one name");
}

static void list_refuses_source_and_bytecode_of_one_module(void **state)
{
    refuse_twins(*state, "x.py", "x.mpy", "x.mpy and x.py would be frozen under one name");
}

static void list_refuses_names_that_a_manifest_cannot_carry(void **state)
{
    struct scratch *scratch = *state;
    scratch_write(scratch, "a\"b.py", "");
    struct frozen frozen;
    assert_false(frozen_list(scratch->arena, &scratch->diag, scratch->folder, &frozen));
    assert_non_null(strstr(scratch_only(scratch, DIAG_INPUT)->text, "application's file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(list_takes_code_in_order_and_lib_without_its_folder),
        SCRATCH_TEST(list_takes_a_folder_called_lib_deeper_down_as_it_is),
        SCRATCH_TEST(list_refuses_a_module_and_a_library_of_one_name),
        SCRATCH_TEST(list_refuses_source_and_bytecode_of_one_module),
        SCRATCH_TEST(list_refuses_names_that_a_manifest_cannot_carry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
