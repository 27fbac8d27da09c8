// SPDX-License-Identifier: MIT
#include "attack/application.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

struct fixture {
    struct arena *arena;
    struct diag diag;
    char folder[64];
    struct model model;
};

static void put(struct fixture *fixture, const char *name, const char *text)
{
    const char *path = path_join(fixture->arena, fixture->folder, name);
    assert_true(folder_make(&fixture->diag, path_folder(fixture->arena, path)));
    assert_true(file_write(&fixture->diag, path, text, strlen(text)));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strncpy(fixture->folder, "application-test-XXXXXX", sizeof fixture->folder - 1);
    fixture->arena = arena_new();
    diag_init(&fixture->diag, fixture->arena);
    *state = fixture;
    if (mkdtemp(fixture->folder) == NULL) {
        return -1;
    }
    fixture->model.folder = fixture->folder;
    fixture->model.application.folder = "app";
    return folder_make(&fixture->diag, path_join(fixture->arena, fixture->folder, "app")) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    const bool removed = folder_remove(&fixture->diag, fixture->folder);
    arena_release(fixture->arena);
    free(fixture);
    return removed ? 0 : -1;
}

static void load_takes_the_files_a_device_would_get(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "app/main.py", "run()\n");
    put(fixture, "app/lib/driver.py", "x = 1\n");
    put(fixture, "app/.hidden", "no");
    put(fixture, "app/__pycache__/main.pyc", "no");
    put(fixture, "app/it's.py", "no");
    struct app_files files;
    assert_true(application_load(fixture->arena, &fixture->diag, &fixture->model, &files));
    assert_int_equal(files.count, 2);
    assert_string_equal(files.items[0].path, "lib/driver.py");
    assert_string_equal(files.items[1].path, "main.py");
    assert_int_equal(files.items[1].bytes.size, 6);
}

static void load_without_an_application_gives_no_files(void **state)
{
    struct fixture *fixture = *state;
    fixture->model.application.folder = NULL;
    struct app_files files;
    assert_true(application_load(fixture->arena, &fixture->diag, &fixture->model, &files));
    assert_int_equal(files.count, 0);
}

static void prize_is_a_whole_line_of_a_file(void **state)
{
    struct fixture *fixture = *state;
    static const char line[] = "TOKEN = \"only the author could know this\"";
    struct app_file file = {"main.py", bytes_of("short\nTOKEN = \"only the author could know this\""
                                                "\n\tand a long line with a control character\n")};
    const struct app_files files = {&file, 1};
    struct values values = {{0}};
    assert_true(application_prize(fixture->arena, &files, &values));
    assert_string_equal(values.text[VALUE_APP_FILE], "main.py");
    assert_string_equal(values.text[VALUE_APP_LINE], line);
}

static void prize_stays_unknown_when_no_line_is_worth_it(void **state)
{
    struct fixture *fixture = *state;
    struct app_file file = {"main.py", bytes_of("import x\nx.run()\n")};
    const struct app_files files = {&file, 1};
    struct values values = {{0}};
    assert_true(application_prize(fixture->arena, &files, &values));
    assert_null(values.text[VALUE_APP_LINE]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(load_takes_the_files_a_device_would_get, set_up, tear_down),
        cmocka_unit_test_setup_teardown(load_without_an_application_gives_no_files, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(prize_is_a_whole_line_of_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(prize_stays_unknown_when_no_line_is_worth_it, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
