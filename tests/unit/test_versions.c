// SPDX-License-Identifier: MIT
#include "build/versions.h"

#include "scratch.h"

static void the_rows_are_sorted_and_make_sense(void **state)
{
    (void)state;
    size_t count = 0;
    const struct difference *rows = versions_differences(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || strcmp(rows[i - 1].name, rows[i].name) < 0);
        assert_true(rows[i].since >= VERSIONS_OLDEST && rows[i].since <= VERSIONS_NEWEST);
        assert_true(rows[i].last == 0 || rows[i].last >= rows[i].since);
        assert_ptr_equal(versions_find(rows[i].name), &rows[i]);
    }
}

static void a_name_without_a_row_is_in_all_versions(void **state)
{
    (void)state;
    assert_null(versions_find("mp_init"));
    assert_true(versions_has(VERSIONS_OLDEST, "mp_init"));
    assert_true(versions_has(VERSIONS_NEWEST, "mp_init"));
}

static void a_name_is_there_from_its_first_version_to_its_last(void **state)
{
    (void)state;
    assert_false(versions_has(24, "MICROPY_VFS_ROM"));
    assert_true(versions_has(25, "MICROPY_VFS_ROM"));
    assert_true(versions_has(29, "MICROPY_VFS_ROM"));
    assert_true(versions_has(23, "pyexec_system_exit"));
    assert_false(versions_has(24, "pyexec_system_exit"));
}

static void known_versions_are_those_that_were_looked_at(void **state)
{
    (void)state;
    assert_true(versions_known(1, 22));
    assert_true(versions_known(1, 29));
    assert_false(versions_known(1, 21));
    assert_false(versions_known(1, 30));
    assert_false(versions_known(2, 25));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_rows_are_sorted_and_make_sense),
        SCRATCH_TEST(a_name_without_a_row_is_in_all_versions),
        SCRATCH_TEST(a_name_is_there_from_its_first_version_to_its_last),
        SCRATCH_TEST(known_versions_are_those_that_were_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
