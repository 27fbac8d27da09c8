// SPDX-License-Identifier: MIT
#include "base/yaml.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct arena *arena;
    struct diag diag;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.arena = arena_new();
    diag_init(&fixture.diag, fixture.arena);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_release(fixture->arena);
    return 0;
}

static const struct yaml_node *parse(struct fixture *fixture, const char *text)
{
    return yaml_parse(fixture->arena, &fixture->diag, "f.yaml", text, strlen(text));
}

static void parse_keeps_order_and_places(void **state)
{
    const struct yaml_node *root = parse(*state, "b: 1\na:\n  - x\n  - \"y\"\n");
    assert_non_null(root);
    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(root->count, 2);
    assert_string_equal(root->pairs[0].key, "b");
    const struct yaml_node *list = yaml_get(root, "a");
    assert_int_equal(list->kind, YAML_SEQUENCE);
    assert_int_equal(list->count, 2);
    assert_true(list->items[0].plain);
    assert_false(list->items[1].plain);
    assert_string_equal(list->items[1].text, "y");
    assert_int_equal(list->items[1].place.line, 4);
    assert_int_equal(list->items[1].place.column, 5);
    assert_string_equal(list->items[1].place.file, "f.yaml");
}

static void get_gives_null_where_there_is_nothing(void **state)
{
    const struct yaml_node *root = parse(*state, "a: b\n");
    assert_null(yaml_get(root, "c"));
    assert_null(yaml_get(yaml_get(root, "a"), "b"));
    assert_null(yaml_get(NULL, "a"));
}

static void parse_keeps_what_yaml_1_1_would_turn_into_other_things(void **state)
{
    const struct yaml_node *root = parse(*state, "a: yes\nb: 0x10\nc: ~\nd: 012\n");
    assert_string_equal(yaml_get(root, "a")->text, "yes");
    assert_string_equal(yaml_get(root, "b")->text, "0x10");
    assert_string_equal(yaml_get(root, "c")->text, "~");
    assert_string_equal(yaml_get(root, "d")->text, "012");
}

static const struct {
    const char *text, *message;
    size_t line, column;
} refusals[] = {
    {"", "the file holds nothing", 1, 1},
    {"a: 1\na: 2\n", "the key 'a' stands twice, first in line 1", 2, 1},
    {"a: &x 1\n", "anchors are not used", 1, 4},
    {"a: !t 1\n", "tags are not used", 1, 4},
    {"a: *x\n", "aliases are not used", 1, 4},
    {"a: 1\n---\nb: 1\n", "a second document begins here", 2, 1},
    {"? [a]\n: 1\n", "a key must be one word of text", 1, 3},
    {"\"a\\0b\": 1\n", "a key must be one word of text", 1, 1},
    {"a: \xff\n", "invalid leading UTF-8 octet", 1, 4},
    {"a: \x01\n", "control characters are not allowed", 1, 4},
    {"\xc3\xa4: \xff\n", "invalid leading UTF-8 octet", 1, 4},
};

static void parse_refuses_what_could_mean_two_things(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        diag_init(&fixture->diag, fixture->arena);
        assert_null(parse(fixture, refusals[i].text));
        assert_int_equal(fixture->diag.count, 1);
        assert_string_equal(fixture->diag.entries[0].text, refusals[i].message);
        assert_int_equal(fixture->diag.entries[0].kind, DIAG_INPUT);
        assert_int_equal(fixture->diag.entries[0].place.line, refusals[i].line);
        assert_int_equal(fixture->diag.entries[0].place.column, refusals[i].column);
    }
}

static void parse_refuses_nesting_beyond_the_limit_and_takes_the_limit(void **state)
{
    struct fixture *fixture = *state;
    char text[2 * YAML_DEPTH_MAX + 3] = {0};
    memset(text, '[', YAML_DEPTH_MAX);
    memset(text + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX);
    assert_non_null(parse(fixture, text));
    memset(text, '[', YAML_DEPTH_MAX + 1);
    memset(text + YAML_DEPTH_MAX + 1, ']', YAML_DEPTH_MAX + 1);
    assert_null(parse(fixture, text));
    assert_string_equal(fixture->diag.entries[0].text, "nested deeper than 32 levels");
}

static void read_gives_the_tree_in_spite_of_mistakes_that_leave_its_shape(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "a: 1\na: 2\nb: &x 3\n";
    const struct yaml_node *root =
        yaml_read(fixture->arena, &fixture->diag, "f.yaml", text, strlen(text));
    assert_non_null(root);
    assert_int_equal(fixture->diag.input_errors, 2);
    assert_string_equal(yaml_get(root, "a")->text, "1"); // the first stands
    assert_string_equal(yaml_get(root, "b")->text, "3");
}

static void read_stops_at_too_many_mistakes(void **state)
{
    struct fixture *fixture = *state;
    char text[4 * 1000 + 1];
    for (size_t i = 0; i < 1000; i++) {
        memcpy(text + 4 * i, "a: \n", 4);
    }
    const struct yaml_node *root =
        yaml_read(fixture->arena, &fixture->diag, "f.yaml", text, sizeof text - 1);
    assert_true(root == NULL || diag_failed(&fixture->diag));
    assert_true(fixture->diag.count <= 101);
}

static void text_of_quoted_scalar_may_hold_nul_bytes(void **state)
{
    const struct yaml_node *root = parse(*state, "a: \"x\\0y\"\n");
    assert_int_equal(yaml_get(root, "a")->text_size, 3);
    assert_memory_equal(yaml_get(root, "a")->text, "x\0y", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parse_keeps_order_and_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(get_gives_null_where_there_is_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parse_keeps_what_yaml_1_1_would_turn_into_other_things,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(parse_refuses_what_could_mean_two_things, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(parse_refuses_nesting_beyond_the_limit_and_takes_the_limit,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            read_gives_the_tree_in_spite_of_mistakes_that_leave_its_shape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(read_stops_at_too_many_mistakes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_of_quoted_scalar_may_hold_nul_bytes, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
