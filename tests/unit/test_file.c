// SPDX-License-Identifier: MIT
#include "base/file.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct diag diag;
    char folder[64];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    diag_init(&fixture->diag, fixture->arena);
    memcpy(fixture->folder, "file-test-XXXXXX", sizeof "file-test-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) == NULL;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    const bool removed = folder_remove(&fixture->diag, fixture->folder);
    arena_release(fixture->arena);
    free(fixture);
    return removed ? 0 : 1;
}

static const char *inside(const struct fixture *fixture, const char *name)
{
    return path_join(fixture->arena, fixture->folder, name);
}

static void write_then_load_gives_the_bytes_back(void **state)
{
    struct fixture *fixture = *state;
    const char *path = inside(fixture, "data");
    assert_true(file_write(&fixture->diag, path, "a\0b", 3));
    struct file_bytes bytes;
    assert_true(file_load(fixture->arena, &fixture->diag, "data", path, 3, &bytes));
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "a\0b", 4);
}

static void write_leaves_nothing_beside_the_file(void **state)
{
    struct fixture *fixture = *state;
    assert_true(file_write(&fixture->diag, inside(fixture, "data"), "x", 1));
    size_t count;
    const char **names = folder_list(fixture->arena, &fixture->diag, fixture->folder, &count);
    assert_int_equal(count, 1);
    assert_string_equal(names[0], "data");
}

static void load_refuses_a_file_over_the_limit(void **state)
{
    struct fixture *fixture = *state;
    const char *path = inside(fixture, "data");
    assert_true(file_write(&fixture->diag, path, "abcd", 4));
    struct file_bytes bytes;
    assert_false(file_load(fixture->arena, &fixture->diag, "data", path, 3, &bytes));
    assert_string_equal(fixture->diag.entries[0].text,
                        "the data has 4 bytes, more than the 3 allowed");
}

static void load_refuses_what_is_not_a_regular_file(void **state)
{
    struct fixture *fixture = *state;
    struct file_bytes bytes;
    assert_false(file_load(fixture->arena, &fixture->diag, "model", fixture->folder, 10, &bytes));
    assert_false(file_load(fixture->arena, &fixture->diag, "model", "/dev/null", 10, &bytes));
    assert_int_equal(fixture->diag.input_errors, 2);
    assert_string_equal(fixture->diag.entries[1].text, "the model is not a regular file");
}

static void write_into_a_missing_folder_is_the_environments_fault(void **state)
{
    struct fixture *fixture = *state;
    assert_false(file_write(&fixture->diag, inside(fixture, "no/such/file"), "x", 1));
    assert_int_equal(fixture->diag.environment_errors, 1);
}

static void write_does_not_take_the_place_of_a_device(void **state)
{
    struct fixture *fixture = *state;
    struct stat info;
    const char *null = inside(fixture, "null");
    assert_int_equal(symlink("/dev/null", null), 0);
    assert_true(file_write(&fixture->diag, null, "abc", 3));
    assert_int_equal(lstat(null, &info), 0);
    assert_true(S_ISLNK(info.st_mode));

    const char *full = inside(fixture, "full");
    assert_int_equal(symlink("/dev/full", full), 0);
    assert_false(file_write(&fixture->diag, full, "abc", 3));
    assert_int_equal(fixture->diag.environment_errors, 1);
}

static void write_goes_into_a_pipe(void **state)
{
    struct fixture *fixture = *state;
    const char *pipe = inside(fixture, "pipe");
    char got[4] = "";
    assert_int_equal(mkfifo(pipe, 0600), 0);
    const int reader = open(pipe, O_RDONLY | O_NONBLOCK);
    assert_true(file_write(&fixture->diag, pipe, "abc", 3));
    assert_int_equal(read(reader, got, sizeof got), 3);
    assert_string_equal(got, "abc");
    close(reader);
}

static void make_and_remove_handle_whole_trees(void **state)
{
    struct fixture *fixture = *state;
    const char *deep = inside(fixture, "a/b/c");
    assert_true(folder_make(&fixture->diag, deep));
    assert_true(folder_make(&fixture->diag, deep));
    assert_true(file_write(&fixture->diag, inside(fixture, "a/b/c/file"), "x", 1));
    assert_true(folder_remove(&fixture->diag, inside(fixture, "a")));
    assert_false(folder_exists(inside(fixture, "a")));
    assert_true(folder_remove(&fixture->diag, inside(fixture, "a")));
}

static void remove_does_not_follow_links(void **state)
{
    struct fixture *fixture = *state;
    assert_true(folder_make(&fixture->diag, inside(fixture, "kept")));
    assert_true(folder_make(&fixture->diag, inside(fixture, "gone")));
    assert_true(file_write(&fixture->diag, inside(fixture, "kept/file"), "x", 1));
    assert_int_equal(symlink("../kept", inside(fixture, "gone/link")), 0);
    assert_true(folder_remove(&fixture->diag, inside(fixture, "gone")));
    assert_true(file_exists(inside(fixture, "kept/file")));
}

static void paths_join_as_a_shell_would(void **state)
{
    const struct fixture *fixture = *state;
    assert_string_equal(path_join(fixture->arena, "a", "b"), "a/b");
    assert_string_equal(path_join(fixture->arena, "a/", "b"), "a/b");
    assert_string_equal(path_join(fixture->arena, ".", "b"), "b");
    assert_string_equal(path_join(fixture->arena, "a", "/b"), "/b");
    assert_string_equal(path_folder(fixture->arena, "a/b/c"), "a/b");
    assert_string_equal(path_folder(fixture->arena, "c"), ".");
    assert_string_equal(path_folder(fixture->arena, "/c"), "/");
}

static void sha256_is_that_of_the_standard(void **state)
{
    struct fixture *fixture = *state;
    // FIPS 180-2, appendix B.1
    const char *abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_string_equal(bytes_sha256(fixture->arena, "abc", 3), abc);
    const char *path = inside(fixture, "abc");
    assert_true(file_write(&fixture->diag, path, "abc", 3));
    assert_string_equal(file_sha256(fixture->arena, &fixture->diag, path), abc);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(write_then_load_gives_the_bytes_back),
        WITH_FOLDER(write_leaves_nothing_beside_the_file),
        WITH_FOLDER(load_refuses_a_file_over_the_limit),
        WITH_FOLDER(load_refuses_what_is_not_a_regular_file),
        WITH_FOLDER(write_into_a_missing_folder_is_the_environments_fault),
        WITH_FOLDER(write_does_not_take_the_place_of_a_device),
        WITH_FOLDER(write_goes_into_a_pipe),
        WITH_FOLDER(make_and_remove_handle_whole_trees),
        WITH_FOLDER(remove_does_not_follow_links),
        WITH_FOLDER(paths_join_as_a_shell_would),
        WITH_FOLDER(sha256_is_that_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
