// SPDX-License-Identifier: MIT
#include "base/arena.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdalign.h>
#include <string.h>

static void alloc_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t size = 1; size < 70000; size = size * 3 + 1) {
        const unsigned char *bytes = arena_alloc(arena, size, 1);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(bytes[i], 0);
        }
    }
}

static void alloc_of_nothing_is_not_null(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_non_null(arena_alloc(arena, 0, 8));
    assert_non_null(arena_alloc(arena, 8, 0));
}

static void grow_keeps_what_was_there(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    size_t *numbers = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < 1000; count++) {
        numbers = arena_grow(arena, numbers, count, &capacity, sizeof *numbers);
        numbers[count] = count * count;
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(numbers[i], i * i);
    }
}

static void strndup_copies_and_terminates(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_strdup(arena, ""), "");
}

static void printf_gives_text_of_any_length(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    const char *text = arena_printf(arena, "%0*d|%s", 5000, 7, "end");
    assert_int_equal(strlen(text), 5004);
    assert_string_equal(text + 5000, "|end");
}

static void release_takes_null(void **state)
{
    (void)state;
    arena_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc_gives_zeroed_aligned_memory),
        cmocka_unit_test(alloc_of_nothing_is_not_null),
        cmocka_unit_test(grow_keeps_what_was_there),
        cmocka_unit_test(strndup_copies_and_terminates),
        cmocka_unit_test(printf_gives_text_of_any_length),
        cmocka_unit_test(release_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
