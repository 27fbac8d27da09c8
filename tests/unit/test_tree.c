// SPDX-License-Identifier: MIT
#include "build/tree.h"

#include "scratch.h"

static void version(struct scratch *scratch, const char *text)
{
    scratch_write(scratch, "tree/py/mpconfig.h", text);
    scratch_write(scratch, "tree/py/mkrules.mk", "");
}

#define DEFINES(major, minor, micro, pre)                                             \
    "// MICROPY_VERSION_MAJOR 7\n#define MICROPY_VERSION_MAJOR " major                \
    "\n#define MICROPY_VERSION_MINOR " minor "\n#define MICROPY_VERSION_MICRO " micro \
    "\n#define MICROPY_VERSION_PRERELEASE " pre "\n"

static void open_reads_the_version_from_the_defines_alone(void **state)
{
    struct scratch *scratch = *state;
    struct tree tree;
    version(scratch, DEFINES("1", "25", "0", "0"));
    assert_true(
        tree_open(scratch->arena, &scratch->diag, scratch_path(scratch, "tree"), false, &tree));
    assert_string_equal(tree.version, "1.25.0");
    assert_int_equal(tree.minor, 25);
    assert_true(tree.known);
    assert_int_equal(scratch->diag.count, 0);
}

static void open_says_when_a_version_is_not_released(void **state)
{
    struct scratch *scratch = *state;
    struct tree tree;
    version(scratch, DEFINES("1", "29", "0", "1"));
    assert_true(
        tree_open(scratch->arena, &scratch->diag, scratch_path(scratch, "tree"), false, &tree));
    assert_string_equal(tree.version, "1.29.0-preview");
}

static void refuse(struct scratch *scratch, const char *defines, const char *said)
{
    struct tree tree;
    version(scratch, defines);
    assert_false(
        tree_open(scratch->arena, &scratch->diag, scratch_path(scratch, "tree"), false, &tree));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text, said);
}

static void open_refuses_versions_whose_hooks_nobody_looked_at(void **state)
{
    refuse(*state, DEFINES("1", "30", "0", "0"),
           "this is MicroPython 1.30.0, and mpsec knows the hooks of 1.22 to 1.29 only");
}

static void an_unknown_version_can_be_forced_and_is_warned_of(void **state)
{
    struct scratch *scratch = *state;
    struct tree tree;
    version(scratch, DEFINES("1", "30", "0", "0"));
    assert_true(
        tree_open(scratch->arena, &scratch->diag, scratch_path(scratch, "tree"), true, &tree));
    assert_false(tree.known);
    assert_non_null(strstr(scratch_only(scratch, DIAG_WARNING)->text,
                           "this is MicroPython 1.30.0, and nobody looked at its hooks"));
}

static void open_refuses_old_versions(void **state)
{
    refuse(*state, DEFINES("1", "21", "0", "0"),
           "this is MicroPython 1.21.0, and mpsec knows the hooks of 1.22 to 1.29 only");
}

static void open_refuses_a_file_without_a_version(void **state)
{
    refuse(*state, "#define MICROPY_VERSION_MAJOR\n", "no MicroPython version stands in this file");
}

static void open_refuses_a_folder_that_is_no_tree(void **state)
{
    struct scratch *scratch = *state;
    struct tree tree;
    assert_false(tree_open(scratch->arena, &scratch->diag, scratch->folder, false, &tree));
    const struct diag_entry *entry = scratch_only(scratch, DIAG_INPUT);
    assert_non_null(strstr(entry->text, "not a MicroPython source tree"));
    assert_non_null(strstr(entry->remedy, "--micropython"));
}

static void a_path_is_plain_when_make_and_shell_leave_it_alone(void **state)
{
    static const struct {
        const char *path;
        bool plain;
    } rows[] = {
        {"/home/me/mp-1.25_b+c@d", true},
        {"/home/j\xc3\xbcrgen/mp", true},
        {"/home/my device", false},
        {"/a$b", false},
        {"/a#b", false},
        {"/a%b", false},
        {"/a:b", false},
        {"/a'b", false},
        {"/a\\b", false},
        {"/a;b", false},
        {"/a=b", false},
        {"/a,b", false},
        {"/~a", false},
        {"/a\nb", false},
    };
    struct scratch *scratch = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t before = scratch->diag.input_errors;
        assert_int_equal(path_is_plain(&scratch->diag, "tree", rows[i].path), rows[i].plain);
        assert_int_equal(scratch->diag.input_errors - before, !rows[i].plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(open_reads_the_version_from_the_defines_alone),
        SCRATCH_TEST(open_says_when_a_version_is_not_released),
        SCRATCH_TEST(open_refuses_versions_whose_hooks_nobody_looked_at),
        SCRATCH_TEST(an_unknown_version_can_be_forced_and_is_warned_of),
        SCRATCH_TEST(open_refuses_old_versions),
        SCRATCH_TEST(open_refuses_a_file_without_a_version),
        SCRATCH_TEST(open_refuses_a_folder_that_is_no_tree),
        SCRATCH_TEST(a_path_is_plain_when_make_and_shell_leave_it_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
