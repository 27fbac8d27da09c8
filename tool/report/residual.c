// SPDX-License-Identifier: MIT
#include "report/document.h"
#include "report/plan_view.h"

static void write_decision(const struct report *report, const json_t *decision)
{
    const json_t *response = json_object_get(decision, "answer");
    const char *recipient = member_text(response, "recipient");
    html_raw(report->page, "<tr><th scope=\"row\">");
    path_story(report, json_object_get(decision, "path"));
    html_raw(report->page, "</th><td>");
    html_text(report->page, member_text(response, "response"));
    if (recipient != NULL) {
        html_tagf(report->page, "small", "to %s", recipient);
    }
    html_raw(report->page, "</td>");
    html_tag(report->page, "td", member_text(response, "owner"));
    html_tag(report->page, "td", member_text(response, "reason"));
    html_raw(report->page, "<td>");
    html_text(report->page, member_text(response, "expires"));
    if (member_true(response, "expired")) {
        html_raw(report->page, " ");
        html_badge(report->page, "bad", "expired");
    }
    html_raw(report->page, "</td></tr>\n");
}

static void write_residual(const struct report *report)
{
    static const char *const columns[] = {"path", "response", "owner", "reason", "until"};
    const json_t *residual = plan_residual(report->result);
    if (json_array_size(residual) == 0) {
        html_tag(report->page, "p", "No path was accepted or transferred.");
        return;
    }
    html_table(report->page, "Paths above the appetite, left by recorded decision", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < json_array_size(residual); i++) {
        write_decision(report, json_array_get(residual, i));
    }
    html_table_end(report->page);
}

static void write_unanswered(const struct report *report)
{
    const json_t *paths = plan_unanswered(report->result);
    if (json_array_size(paths) == 0) {
        return;
    }
    html_tag(report->page, "h3", "Open and answered by nobody");
    html_raw(report->page, "<ul>\n");
    for (size_t i = 0; i < json_array_size(paths); i++) {
        html_raw(report->page, "<li>");
        path_story(report, json_array_get(paths, i));
        html_raw(report->page, "</li>\n");
    }
    html_raw(report->page, "</ul>\n");
}

static void write_assumptions(const struct report *report)
{
    static const char *const columns[] = {"id", "assumption", "owner", "review by"};
    const struct model *model = report->input->model;
    html_tag(report->page, "h3", "Assumptions");
    if (model->assumptions_count == 0) {
        html_tag(report->page, "p", "The model states none.");
        return;
    }
    html_table(report->page, "The verdict holds only while these do", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < model->assumptions_count; i++) {
        const struct assumption *assumption = &model->assumptions[i];
        html_raw(report->page, "<tr>");
        html_tag(report->page, "th scope=\"row\"", assumption->id);
        html_tag(report->page, "td", assumption->text);
        html_tag(report->page, "td", assumption->owner);
        html_raw(report->page, "<td>");
        html_text(report->page, date_text(report->arena, assumption->review));
        if (assumption->overdue) {
            html_raw(report->page, " ");
            html_badge(report->page, "bad", "overdue");
        }
        html_raw(report->page, "</td></tr>\n");
    }
    html_table_end(report->page);
}

void section_residual(const struct report *report)
{
    html_section(report->page, "residual", "What is left");
    write_unanswered(report);
    write_residual(report);
    write_assumptions(report);
    html_section_end(report->page);
}
