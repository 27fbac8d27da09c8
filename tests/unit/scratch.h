// scratch.h - a test's own folder, arena and diagnostics, gone when it ends.
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "base/file.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct scratch {
    struct arena *arena;
    struct diag diag;
    const char *folder; // absolute
};

static inline int scratch_set_up(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    char name[] = "scratch-XXXXXX";
    if (scratch == NULL || mkdtemp(name) == NULL) {
        return 1;
    }
    scratch->arena = arena_new();
    diag_init(&scratch->diag, scratch->arena);
    scratch->folder = path_absolute(scratch->arena, name);
    *state = scratch;
    return 0;
}

static inline int scratch_tear_down(void **state)
{
    struct scratch *scratch = *state;
    const bool removed = folder_remove(&scratch->diag, scratch->folder);
    arena_release(scratch->arena);
    free(scratch);
    return removed ? 0 : 1;
}

static inline const char *scratch_path(const struct scratch *scratch, const char *name)
{
    return path_join(scratch->arena, scratch->folder, name);
}

// Writes a file and the folders that lead to it.
static inline const char *scratch_write(struct scratch *scratch, const char *name, const char *text)
{
    const char *path = scratch_path(scratch, name);
    assert_true(folder_make(&scratch->diag, path_folder(scratch->arena, path)));
    assert_true(file_write(&scratch->diag, path, text, strlen(text)));
    return path;
}

// The only thing reported so far, of the kind that must have been.
static inline const struct diag_entry *scratch_only(const struct scratch *scratch,
                                                    enum diag_kind kind)
{
    assert_int_equal(scratch->diag.count, 1);
    assert_int_equal(scratch->diag.entries[0].kind, kind);
    return &scratch->diag.entries[0];
}

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_set_up, scratch_tear_down)

#endif
