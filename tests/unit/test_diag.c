// SPDX-License-Identifier: MIT
#include "base/diag.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static char *written(const struct diag *diag, bool colour)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    diag_write(diag, stream, colour);
    fclose(stream);
    return text;
}

static void write_orders_by_place_and_shows_remedies(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    diag_input(&diag, (struct place){"d.yaml", 12, 3}, NULL, "late %d", 1);
    diag_warning(&diag, (struct place){"d.yaml", 2, 9}, "fix it", "early");
    char *text = written(&diag, false);
    assert_string_equal(text, "d.yaml:2:9: warning: early\n"
                              "  remedy: fix it\n"
                              "d.yaml:12:3: error: late 1\n");
    free(text);
}

static void write_uses_colour_only_when_asked(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    diag_input(&diag, NO_PLACE, NULL, "wrong");
    char *plain = written(&diag, false);
    char *bright = written(&diag, true);
    assert_string_equal(plain, "error: wrong\n");
    assert_non_null(strstr(bright, "\033[31m"));
    free(plain);
    free(bright);
}

static void failed_counts_errors_and_not_warnings(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    diag_warning(&diag, NO_PLACE, NULL, "careful");
    assert_false(diag_failed(&diag));
    diag_environment(&diag, NO_PLACE, NULL, "no disk");
    assert_true(diag_failed(&diag));
    assert_int_equal(diag.environment_errors, 1);
    assert_int_equal(diag.input_errors, 0);
}

static void to_json_leaves_out_what_is_absent(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    diag_input(&diag, (struct place){"d.yaml", 4, 0}, NULL, "wrong");
    json_t *list = diag_to_json(&diag);
    const json_t *entry = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(entry, "text")), "wrong");
    assert_int_equal(json_integer_value(json_object_get(entry, "line")), 4);
    assert_null(json_object_get(entry, "column"));
    assert_null(json_object_get(entry, "remedy"));
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_orders_by_place_and_shows_remedies),
        cmocka_unit_test(write_uses_colour_only_when_asked),
        cmocka_unit_test(failed_counts_errors_and_not_warnings),
        cmocka_unit_test(to_json_leaves_out_what_is_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
