// SPDX-License-Identifier: MIT
#include "plan/respond.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct respond_request ACCEPT = {.threat = "b.leaf",
                                              .kind = "accept",
                                              .owner = "j.doe",
                                              .reason = "say \"no\"",
                                              .expires = "2027-03-31"};
#define ITEM                                                           \
    "  - threat: b.leaf\n    response: accept\n    owner: \"j.doe\"\n" \
    "    reason: \"say \\\"no\\\"\"\n    expires: 2027-03-31\n"

struct row {
    const char *name;
    const char *before;
    const char *after; // NULL: refused
    size_t line;       // of an older response to b.leaf; 0: none
};

static const struct row ROWS[] = {
    {"no key yet", "mpsec: 1\n", "mpsec: 1\nresponses:\n" ITEM, 0},
    {"no newline at the end", "mpsec: 1", "mpsec: 1\nresponses:\n" ITEM, 0},
    {"empty list", "a: 1\nresponses: []\nb: 2\n", "a: 1\nresponses:\n" ITEM "b: 2\n", 0},
    {"behind the last one, before the comment of what follows",
     "responses: # reviewed\n  - threat: a.leaf # old\n\n# the budget\nbudget: {}\n",
     "responses: # reviewed\n  - threat: a.leaf # old\n" ITEM "\n# the budget\nbudget: {}\n", 0},
    {"in the place of the older one",
     "responses:\n  # why\n  - threat: b.leaf\n    response: accept\n\n# end\n",
     "responses:\n  # why\n" ITEM "\n# end\n", 3},
    {"all in one line", "responses: [{threat: a}]\n", NULL, 0},
};

static void edit_keeps_every_other_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct diag diag;
        diag_init(&diag, arena);
        struct response older = {.threat = "b.leaf", .place = {.line = ROWS[i].line}};
        const struct model model = {
            .path = "device.yaml", .responses = &older, .responses_count = ROWS[i].line != 0};
        const char *text = respond_edit(arena, &diag, &model, ROWS[i].before, &ACCEPT);
        if (ROWS[i].after == NULL) {
            assert_null(text);
            assert_int_equal(diag.input_errors, 1);
            continue;
        }
        assert_non_null(text);
        assert_string_equal(text, ROWS[i].after);
    }
}

static void edit_refuses_what_is_incomplete(void **state)
{
    (void)state;
    struct respond_request requests[] = {ACCEPT, ACCEPT, ACCEPT, ACCEPT, ACCEPT};
    static const char *const messages[] = {"--owner is missing", "--reason is missing",
                                           "--expires is missing", "there is no response 'deny'",
                                           "a transfer needs --recipient"};
    requests[0].owner = NULL;
    requests[1].reason = NULL;
    requests[2].expires = NULL;
    requests[3].kind = "deny";
    requests[4].kind = "transfer";
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct diag diag;
        diag_init(&diag, arena);
        const struct model model = {.path = "device.yaml"};
        assert_null(respond_edit(arena, &diag, &model, "mpsec: 1\n", &requests[i]));
        assert_string_equal(diag.entries[0].text, messages[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edit_keeps_every_other_line),
        cmocka_unit_test(edit_refuses_what_is_incomplete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
