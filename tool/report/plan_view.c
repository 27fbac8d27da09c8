// SPDX-License-Identifier: MIT
#include "report/plan_view.h"

#include "report/document.h"

#include <string.h>

static const json_t *plan_of(const json_t *result)
{
    return json_object_get(result, "plan");
}

const json_t *plan_choices(const json_t *result)
{
    return member_list(plan_of(result), "choices");
}

const json_t *plan_residual(const json_t *result)
{
    return member_list(plan_of(result), "residual");
}

const json_t *plan_unanswered(const json_t *result)
{
    return member_list(plan_of(result), "unanswered");
}

static const json_t *threats_after(const json_t *result)
{
    return paths_were_observed(result) ? json_object_get(result, "observed")
                                       : json_object_get(plan_of(result), "after");
}

const json_t *paths_before(const json_t *result)
{
    return member_list(json_object_get(plan_of(result), "before"), "paths");
}

const json_t *paths_after(const json_t *result)
{
    return member_list(threats_after(result), "paths");
}

bool paths_were_observed(const json_t *result)
{
    return json_is_object(json_object_get(result, "observed"));
}

bool paths_are_complete(const json_t *result)
{
    return member_true(json_object_get(plan_of(result), "before"), "complete") &&
           member_true(threats_after(result), "complete");
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

static int64_t count_above(const json_t *paths)
{
    int64_t count = 0;
    for (size_t i = 0; i < json_array_size(paths); i++) {
        count += member_true(json_array_get(paths, i), "above");
    }
    return count;
}

struct remains plan_remains(const json_t *result)
{
    const json_t *residual = plan_residual(result);
    struct remains remains = {
        .closed = count_above(paths_before(result)) - count_above(paths_after(result)),
        .residual = (int64_t)json_array_size(residual),
        .unanswered = (int64_t)json_array_size(plan_unanswered(result)),
    };
    for (size_t i = 0; i < json_array_size(residual); i++) {
        const json_t *response = json_object_get(json_array_get(residual, i), "response");
        const char *until = member_text(response, "expires");
        if (until != NULL && (remains.until == NULL || strcmp(until, remains.until) < 0)) {
            remains.until = until;
            remains.owner = member_text(response, "owner");
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
    html_textf(report->page, ", as %s: ", member_text(path, "adversary"));
    const json_t *leaves = member_list(path, "leaves");
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        html_raw(report->page, i > 0 ? ", then <span class=\"id\">" : "<span class=\"id\">");
        html_text(report->page, json_string_value(json_array_get(leaves, i)));
        html_raw(report->page, "</span>");
    }
}
