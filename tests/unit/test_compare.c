// SPDX-License-Identifier: MIT
#include "audit/audit.h"

#include "scratch.h"

static struct fact prompt[] = {
    {.name = "repl-raw", .state = FACT_PRESENT, .evidence = "symbol pyexec_raw_repl"}};
static struct fact unseen[] = {
    {.name = "webrepl", .state = FACT_UNKNOWN, .evidence = "the symbol table was stripped"}};
static struct fact gone[] = {
    {.name = "repl-raw", .state = FACT_ABSENT, .evidence = "no pyexec_raw_repl"}};

static struct findings compare(struct scratch *scratch, struct fact *fact,
                               struct interface *interface)
{
    const struct inventory inventory = {.recognised = true, .facts = fact, .fact_count = 1};
    const struct model model = {
        .device = {.place = {"device.yaml", 2, 1}},
        .interfaces = interface,
        .interfaces_count = interface != NULL,
    };
    return audit_compare(scratch->arena, &inventory, &model);
}

static void an_interface_that_nobody_declared_is_an_error(void **state)
{
    const struct findings findings = compare(*state, prompt, NULL);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].severity, "error");
    assert_string_equal(findings.items[0].check, "declared-interfaces");
    assert_int_equal(findings.items[0].place.line, 2);
}

static void an_interface_declared_as_not_needed_is_an_error_at_its_line(void **state)
{
    struct interface uart = {
        .kind = "uart", .need = NEED_NONE, .declared = true, .place = {"device.yaml", 9, 5}};
    const struct findings findings = compare(*state, prompt, &uart);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].place.line, 9);
}

static void an_interface_that_is_needed_is_no_finding(void **state)
{
    struct interface uart = {.kind = "uart", .need = NEED_SERVICE_ONLY, .declared = true};
    assert_int_equal(compare(*state, prompt, &uart).count, 0);
}

static void an_interface_of_another_kind_covers_nothing(void **state)
{
    struct interface i2c = {.kind = "i2c", .need = NEED_REQUIRED, .declared = true};
    assert_int_equal(compare(*state, prompt, &i2c).count, 1);
}

static void what_is_absent_is_no_finding(void **state)
{
    assert_int_equal(compare(*state, gone, NULL).count, 0);
}

static void what_could_not_be_looked_for_is_a_note(void **state)
{
    const struct findings findings = compare(*state, unseen, NULL);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].severity, "note");
}

static void findings_become_json(void **state)
{
    const struct findings findings = compare(*state, prompt, NULL);
    json_t *list = findings_to_json(&findings);
    assert_int_equal(json_array_size(list), 1);
    const json_t *first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(first, "file")), "device.yaml");
    assert_null(json_object_get(first, "threat"));
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_interface_that_nobody_declared_is_an_error),
        SCRATCH_TEST(an_interface_declared_as_not_needed_is_an_error_at_its_line),
        SCRATCH_TEST(an_interface_that_is_needed_is_no_finding),
        SCRATCH_TEST(an_interface_of_another_kind_covers_nothing),
        SCRATCH_TEST(what_is_absent_is_no_finding),
        SCRATCH_TEST(what_could_not_be_looked_for_is_a_note),
        SCRATCH_TEST(findings_become_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
