// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <string.h>

static void write_declared(const struct report *report)
{
    static const char *const columns[] = {"interface", "kind", "zone", "need", "peer, protection"};
    const struct model *model = report->input->model;
    html_table(report->page, "Declared", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        html_raw(report->page, "<tr>");
        html_tag(report->page, "th scope=\"row\"", interface->id);
        html_tag(report->page, "td", interface->kind);
        html_tag(report->page, "td", interface->zone);
        html_raw(report->page, "<td>");
        html_text(report->page, need_word(interface->need));
        if (!interface->declared) {
            html_tag(report->page, "small", "the board has it, the model is silent");
        }
        html_raw(report->page, "</td>");
        html_tagf(report->page, "td", "%s, %s",
                  interface->peer != NULL ? interface->peer : HTML_NONE,
                  interface->auth != NULL ? interface->auth : HTML_NONE);
        html_raw(report->page, "</tr>\n");
    }
    html_table_end(report->page);
}

static void write_finding(const struct report *report, const json_t *finding)
{
    const char *severity = member_text(finding, "severity");
    const bool error = severity != NULL && strcmp(severity, "error") == 0;
    html_raw(report->page, "<tr><td>");
    html_badge(report->page, error ? "bad" : "warn", severity != NULL ? severity : "unknown");
    html_raw(report->page, "</td>");
    html_tag(report->page, "td", member_text(finding, "evidence"));
    html_tag(report->page, "td", member_text(finding, "advice"));
    html_raw(report->page, "</tr>\n");
}

static void write_observed(const struct report *report)
{
    static const char *const columns[] = {"", "observed in the hardened firmware", "what to do"};
    const json_t *findings = member_list(report->result, "interfaces");
    if (findings == NULL) {
        html_tag(report->page, "p", "The firmware was not compared with the model.");
        return;
    }
    if (json_array_size(findings) == 0) {
        html_tag(report->page, "p",
                 "No interface was observed in the hardened firmware that the model does not "
                 "declare.");
        return;
    }
    html_table(report->page, "Observed against declared", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < json_array_size(findings); i++) {
        write_finding(report, json_array_get(findings, i));
    }
    html_table_end(report->page);
}

void section_interfaces(const struct report *report)
{
    html_section(report->page, "interfaces", "Interfaces: declared and observed");
    write_observed(report);
    write_declared(report);
    html_section_end(report->page);
}
