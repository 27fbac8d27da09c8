// SPDX-License-Identifier: MIT
#include "build/make_log.h"

#include "scratch.h"

static const struct diag_entry *explain(struct scratch *scratch, const char *log)
{
    const char *path = scratch_write(scratch, "build.log", log);
    make_log_explain(scratch->arena, &scratch->diag, "stock", path);
    return scratch_only(scratch, DIAG_ENVIRONMENT);
}

static void explain_shows_the_line_that_tells_and_not_the_rest(void **state)
{
    const struct diag_entry *entry =
        explain(*state, "CC a.c\na.c:3:1: error: unknown type\nCC b.c\nmake: *** [x] Error 1\n");
    assert_string_equal(entry->text, "building stock failed:\n    a.c:3:1: error: unknown type"
                                     "\n    make: *** [x] Error 1");
}

static void explain_shows_the_end_when_no_line_tells(void **state)
{
    const struct diag_entry *entry = explain(*state, "one\ntwo\n");
    assert_string_equal(entry->text, "building stock failed:\n    one\n    two");
}

static void explain_knows_a_full_disk(void **state)
{
    const struct diag_entry *entry = explain(*state, "as: x.o: No space left on device\n");
    assert_string_equal(entry->remedy, "make room on the disk and run this again");
}

static void explain_survives_a_log_that_is_not_there(void **state)
{
    struct scratch *scratch = *state;
    make_log_explain(scratch->arena, &scratch->diag, "stock", scratch_path(scratch, "none"));
    assert_string_equal(scratch_only(scratch, DIAG_ENVIRONMENT)->text, "building stock failed:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(explain_shows_the_line_that_tells_and_not_the_rest),
        SCRATCH_TEST(explain_shows_the_end_when_no_line_tells),
        SCRATCH_TEST(explain_knows_a_full_disk),
        SCRATCH_TEST(explain_survives_a_log_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
