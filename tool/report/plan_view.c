// SPDX-License-Identifier: MIT
#include "report/plan_view.h"

#include "report/document.h"

#include <string.h>

static const json_t *plan_of(const json_t *result)
{
    return json_object_get(result, "plan");
}

static const json_t *threats_of(const json_t *result, const char *when)
{
    return json_object_get(json_object_get(result, "threats"), when);
}

const json_t *plan_choices(const json_t *result)
{
    return member_list(plan_of(result), "controls");
}

const json_t *plan_residual(const json_t *result)
{
    return member_list(plan_of(result), "residual");
}

const json_t *plan_unanswered(const json_t *result)
{
    return member_list(plan_of(result), "unanswered");
}

const json_t *paths_before(const json_t *result)
{
    return member_list(threats_of(result, "before"), "paths");
}

const json_t *paths_after(const json_t *result)
{
    return member_list(threats_of(result, "observed"), "paths");
}

bool paths_are_known(const json_t *result)
{
    return paths_before(result) != NULL && paths_after(result) != NULL;
}

bool paths_are_complete(const json_t *result)
{
    return member_true(threats_of(result, "before"), "complete") &&
           member_true(threats_of(result, "observed"), "complete");
}

const char *choice_id(const json_t *choice)
{
    return member_text(choice, "control");
}

bool plan_chooses(const json_t *result, const char *control)
{
    const json_t *choices = plan_choices(result);
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const char *id = choice_id(json_array_get(choices, i));
        if (id != NULL && strcmp(id, control) == 0) {
            return true;
        }
    }
    return false;
}

static int64_t count_above(const json_t *list)
{
    int64_t count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        count += member_true(json_array_get(list, i), "above");
    }
    return count;
}

struct remains plan_remains(const json_t *result)
{
    const json_t *residual = plan_residual(result);
    const int64_t before = member_number(plan_of(result), "before", 0);
    struct remains remains = {
        .closed = before - member_number(plan_of(result), "after", before),
        .residual = (int64_t)json_array_size(residual),
        .open = count_above(member_list(result, "leaves")),
    };
    if (paths_are_known(result) && paths_are_complete(result)) {
        remains.closed = count_above(paths_before(result)) - count_above(paths_after(result));
        remains.shown = true;
    }
    for (size_t i = 0; i < json_array_size(residual); i++) {
        const json_t *answer = json_object_get(json_array_get(residual, i), "answer");
        const char *until = member_text(answer, "expires");
        if (until != NULL && (remains.until == NULL || strcmp(until, remains.until) < 0)) {
            remains.until = until;
            remains.owner = member_text(answer, "owner");
        }
    }
    return remains;
}

void path_story(const struct report *report, const json_t *path)
{
    const char *goal_id = member_text(path, "goal");
    const struct goal *goal =
        goal_id != NULL ? catalogue_goal(report->input->catalogue, goal_id) : NULL;
    html_text(report->page, goal != NULL ? goal->title : goal_id);
    html_textf(report->page, ", as %s: ", member_word(path, "adversary"));
    const json_t *leaves = member_list(path, "leaves");
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        html_raw(report->page, i > 0 ? ", then <span class=\"id\">" : "<span class=\"id\">");
        html_text(report->page, json_string_value(json_array_get(leaves, i)));
        html_raw(report->page, "</span>");
    }
}
