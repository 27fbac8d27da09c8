// SPDX-License-Identifier: MIT
#include "verify/verify.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "small_verdict.h"

static const struct verification *judge(struct small *small)
{
    const struct verification *verification =
        verify_judge(small->arena, &small->diag, &small->input);
    assert_non_null(verification);
    assert_int_equal(verification->leaf_count, 1);
    return verification;
}

static void all_is_good_enough_when_every_check_came_out_well(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    const struct verification *verification = judge(&small);
    assert_true(verification->good_enough);
    assert_int_equal(verification->reasons.count, 0);
    assert_int_equal(verification->leaves[0].verdict, VERDICT_PASS);
    assert_false(verification->leaves[0].above);
    assert_int_equal(verification->counts[VERDICT_PASS], 1);
    assert_int_equal(verification->attacks.count, 1);
    assert_int_equal(verification->attacks.stock, 1);
    assert_int_equal(verification->attacks.hardened, 0);
}

// The attack on both builds, the fact in both, and what the leaf must be called.
static const struct {
    const char *name;
    enum outcome on_stock, on_hardened;
    enum fact_state in_stock, in_hardened;
    enum verdict verdict;
} rows[] = {
    {"the attack succeeds", OUTCOME_SUCCEEDED, OUTCOME_SUCCEEDED, FACT_PRESENT, FACT_ABSENT,
     VERDICT_FAIL},
    {"the static check sees the hole", OUTCOME_SUCCEEDED, OUTCOME_REFUSED, FACT_PRESENT,
     FACT_PRESENT, VERDICT_FAIL},
    {"refused on stock", OUTCOME_REFUSED, OUTCOME_REFUSED, FACT_PRESENT, FACT_ABSENT,
     VERDICT_BROKEN_CHECK},
    {"inconclusive on stock", OUTCOME_INCONCLUSIVE, OUTCOME_REFUSED, FACT_PRESENT, FACT_ABSENT,
     VERDICT_BROKEN_CHECK},
    {"refused on stock, succeeds on hardened", OUTCOME_REFUSED, OUTCOME_SUCCEEDED, FACT_PRESENT,
     FACT_ABSENT, VERDICT_BROKEN_CHECK},
    {"not run on stock", OUTCOME_NOT_RUN, OUTCOME_REFUSED, FACT_PRESENT, FACT_ABSENT,
     VERDICT_NOT_RUN},
    {"not run on hardened", OUTCOME_SUCCEEDED, OUTCOME_NOT_RUN, FACT_PRESENT, FACT_ABSENT,
     VERDICT_NOT_RUN},
    {"inconclusive on hardened", OUTCOME_SUCCEEDED, OUTCOME_INCONCLUSIVE, FACT_PRESENT, FACT_ABSENT,
     VERDICT_INCONCLUSIVE},
    {"no hole in stock", OUTCOME_SUCCEEDED, OUTCOME_REFUSED, FACT_ABSENT, FACT_ABSENT,
     VERDICT_BROKEN_CHECK},
    {"nobody knows of stock", OUTCOME_SUCCEEDED, OUTCOME_REFUSED, FACT_UNKNOWN, FACT_ABSENT,
     VERDICT_BROKEN_CHECK},
    {"nobody knows of hardened", OUTCOME_SUCCEEDED, OUTCOME_REFUSED, FACT_PRESENT, FACT_UNKNOWN,
     VERDICT_INCONCLUSIVE},
    {"does not apply to the stock", OUTCOME_SUCCEEDED, OUTCOME_REFUSED, FACT_NOT_APPLICABLE,
     FACT_ABSENT, VERDICT_NOT_RUN},
    {"a hole outweighs what was not run", OUTCOME_NOT_RUN, OUTCOME_NOT_RUN, FACT_PRESENT,
     FACT_PRESENT, VERDICT_FAIL},
};

static void anything_but_well_opens_the_leaf_above_the_appetite(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct small small;
        small_world(&small, arena, true);
        small.results[0].outcome = rows[i].on_stock;
        small.results[1].outcome = rows[i].on_hardened;
        small.facts[0].state = rows[i].in_stock;
        small.facts[1].state = rows[i].in_hardened;
        const struct verification *verification = judge(&small);
        print_message("%s\n", rows[i].name);
        assert_int_equal(verification->leaves[0].verdict, rows[i].verdict);
        assert_true(verification->leaves[0].above);
        assert_false(verification->good_enough);
        assert_non_null(strstr(verification->reasons.items[0], "mp.repl is open above"));
    }
}

static void checks_that_nobody_made_are_not_run(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.input.on_stock = NULL;
    small.input.on_hardened = NULL;
    small.input.stock_inventory = NULL;
    small.input.hardened_inventory = NULL;
    const struct verification *verification = judge(&small);
    assert_int_equal(verification->leaves[0].verdict, VERDICT_NOT_RUN);
    assert_false(verification->good_enough);
    assert_false(verification->works_known);
}

static void a_file_that_is_not_micropython_shows_nothing_absent(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.inventories[1].recognised = false;
    assert_int_equal(judge(&small)->leaves[0].verdict, VERDICT_INCONCLUSIVE);
}

static void a_path_that_no_control_closes_is_open_even_when_the_attack_was_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, false);
    const struct verification *verification = judge(&small);
    assert_int_equal(verification->leaves[0].verdict, VERDICT_PASS);
    assert_true(verification->leaves[0].above);
    assert_false(verification->good_enough);
    assert_non_null(strstr(verification->reasons.items[0], "mp.repl"));
}

static void a_failed_leaf_below_the_appetite_is_listed_and_does_not_fail_the_run(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    for (unsigned i = 0; i < IMPACT_COUNT; i++) {
        small.model.appetite.accept_up_to[i] = FEASIBILITY_HIGH;
        small.model.appetite.class_break[i] = FEASIBILITY_HIGH;
    }
    small.results[1].outcome = OUTCOME_SUCCEEDED;
    const struct verification *verification = judge(&small);
    assert_int_equal(verification->leaves[0].verdict, VERDICT_FAIL);
    assert_false(verification->leaves[0].above);
    assert_true(verification->good_enough);
}

static void a_recorded_acceptance_covers_the_path_until_it_expires(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.results[1].outcome = OUTCOME_SUCCEEDED;
    small.response = (struct response){.threat = "mp.repl", .kind = RESPONSE_ACCEPT};
    small.model.responses = &small.response;
    small.model.responses_count = 1;
    const struct verification *covered = judge(&small);
    assert_true(covered->good_enough);
    assert_ptr_equal(covered->leaves[0].response, &small.response);

    small.response.expired = true;
    const struct verification *expired = judge(&small);
    assert_false(expired->good_enough);
    assert_null(expired->leaves[0].response);
}

static void a_leaf_without_checks_is_asserted_and_counts(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.catalogue.leaves[0].checks.count = 0;
    small.catalogue.leaves[0].asserted = "nobody can";
    const struct verification *verification = judge(&small);
    assert_int_equal(verification->leaves[0].verdict, VERDICT_ASSERTED);
    assert_true(verification->good_enough);
}

static void an_application_that_does_not_work_is_not_good_enough(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.battery[1].works.outcome = OUTCOME_NOT_RUN;
    small.battery[1].works.evidence = "\"vent=open\" did not come";
    const struct verification *verification = judge(&small);
    assert_false(verification->good_enough);
    assert_string_equal(verification->reasons.items[0],
                        "the application does not do its work on the hardened build: "
                        "\"vent=open\" did not come");
}

static void nobody_who_looked_at_the_application_is_not_good_enough(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.battery[1].has_works = false;
    const struct verification *verification = judge(&small);
    assert_false(verification->works_known);
    assert_false(verification->good_enough);
}

static void an_infeasible_plan_is_not_good_enough(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.plan.feasible = false;
    assert_false(judge(&small)->good_enough);
}

static void text_begins_with_the_numbers_and_names_the_open_leaf(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    small.results[1].outcome = OUTCOME_SUCCEEDED;
    small.stock.flash_bytes = 210772;
    small.hardened.flash_bytes = 159544;
    const char *text = verification_to_text(arena, judge(&small), false);
    assert_ptr_equal(strstr(text, "1 attacks: 1 succeed on stock, 1 on hardened\n"), text);
    assert_non_null(strstr(text, "firmware: 210,772 -> 159,544 bytes (-51,228)\n"));
    assert_non_null(
        strstr(text, "mp.repl  A-REPL  succeeded  succeeded  fail  ABOVE THE APPETITE"));
    assert_non_null(strstr(text, "         S-REPL  present    absent     pass\n"));
    assert_non_null(strstr(text, "not good enough:\n  - mp.repl is open above the appetite"));
    assert_null(strchr(text, '\x1b'));
}

static void text_is_coloured_only_when_asked(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct small small;
    small_world(&small, arena, true);
    assert_non_null(
        strstr(verification_to_text(arena, judge(&small), true), "\x1b[32mpass\x1b[0m"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_good_enough_when_every_check_came_out_well),
        cmocka_unit_test(anything_but_well_opens_the_leaf_above_the_appetite),
        cmocka_unit_test(checks_that_nobody_made_are_not_run),
        cmocka_unit_test(a_file_that_is_not_micropython_shows_nothing_absent),
        cmocka_unit_test(a_path_that_no_control_closes_is_open_even_when_the_attack_was_refused),
        cmocka_unit_test(a_failed_leaf_below_the_appetite_is_listed_and_does_not_fail_the_run),
        cmocka_unit_test(a_recorded_acceptance_covers_the_path_until_it_expires),
        cmocka_unit_test(a_leaf_without_checks_is_asserted_and_counts),
        cmocka_unit_test(an_application_that_does_not_work_is_not_good_enough),
        cmocka_unit_test(nobody_who_looked_at_the_application_is_not_good_enough),
        cmocka_unit_test(an_infeasible_plan_is_not_good_enough),
        cmocka_unit_test(text_begins_with_the_numbers_and_names_the_open_leaf),
        cmocka_unit_test(text_is_coloured_only_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
