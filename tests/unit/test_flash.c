// SPDX-License-Identifier: MIT
#include "attack/flash.h"

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

#include "base/file.h"

enum { SIZE = 1 << 20, AT = 700001 };

struct fixture {
    struct arena *arena;
    struct diag diag;
    char folder[64];
    const char *chip;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strncpy(fixture->folder, "flash-test-XXXXXX", sizeof fixture->folder - 1);
    fixture->arena = arena_new();
    diag_init(&fixture->diag, fixture->arena);
    *state = fixture;
    if (mkdtemp(fixture->folder) == NULL) {
        return -1;
    }
    fixture->chip = path_join(fixture->arena, fixture->folder, "chip");
    return flash_blank(&fixture->diag, fixture->chip, SIZE) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    const bool removed = folder_remove(&fixture->diag, fixture->folder);
    arena_release(fixture->arena);
    free(fixture);
    return removed ? 0 : -1;
}

static void put(const char *path, const char *text)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, text, strlen(text), AT), (ssize_t)strlen(text));
}

static void blank_has_the_size_and_takes_no_room(void **state)
{
    const struct fixture *fixture = *state;
    struct stat info;
    assert_int_equal(stat(fixture->chip, &info), 0);
    assert_int_equal(info.st_size, SIZE);
    assert_int_equal(info.st_blocks, 0);
}

static void copy_keeps_bytes_size_and_holes(void **state)
{
    struct fixture *fixture = *state;
    put(fixture->chip, "the prize");
    const char *copy = path_join(fixture->arena, fixture->folder, "copy");
    assert_true(flash_copy(&fixture->diag, fixture->chip, copy));
    struct stat info;
    assert_int_equal(stat(copy, &info), 0);
    assert_int_equal(info.st_size, SIZE);
    assert_true(info.st_blocks * 512 <= 64 * 1024);
    const char *one = file_sha256(fixture->arena, &fixture->diag, fixture->chip);
    assert_string_equal(one, file_sha256(fixture->arena, &fixture->diag, copy));
}

static void copy_of_a_missing_chip_is_the_environments_fault(void **state)
{
    struct fixture *fixture = *state;
    assert_false(flash_copy(&fixture->diag, "no-such-chip", fixture->chip));
    assert_int_equal(fixture->diag.environment_errors, 1);
}

static void search_finds_bytes_anywhere_and_only_those(void **state)
{
    struct fixture *fixture = *state;
    put(fixture->chip, "the prize");
    assert_true(flash_search(&fixture->diag, fixture->chip, bytes_of("prize")));
    assert_false(flash_search(&fixture->diag, fixture->chip, bytes_of("Prize")));
    assert_false(flash_search(&fixture->diag, fixture->chip, (struct bytes){"", 0}));
    assert_false(diag_failed(&fixture->diag));
    assert_false(flash_search(&fixture->diag, "no-such-chip", bytes_of("x")));
    assert_true(diag_failed(&fixture->diag));
}

static void write_takes_what_fits_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    assert_true(flash_write(&fixture->diag, fixture->chip, AT, bytes_of("the prize")));
    assert_true(flash_search(&fixture->diag, fixture->chip, bytes_of("the prize")));
    assert_true(flash_write(&fixture->diag, fixture->chip, SIZE - 5, bytes_of("fitsx")));
    assert_false(diag_failed(&fixture->diag));
    assert_false(flash_write(&fixture->diag, fixture->chip, SIZE - 4, bytes_of("fails")));
    assert_true(diag_failed(&fixture->diag));
    struct stat info;
    assert_int_equal(stat(fixture->chip, &info), 0);
    assert_int_equal(info.st_size, SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(blank_has_the_size_and_takes_no_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copy_keeps_bytes_size_and_holes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copy_of_a_missing_chip_is_the_environments_fault, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(write_takes_what_fits_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(search_finds_bytes_anywhere_and_only_those, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
