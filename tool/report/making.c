// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <string.h>

static void fact(const struct report *report, const char *name, const char *value)
{
    html_raw(report->page, "<tr>");
    html_tag(report->page, "th scope=\"row\"", name);
    html_tag(report->page, "td", value);
    html_raw(report->page, "</tr>\n");
}

static const char *text_or_not_built(const json_t *build, const char *member)
{
    return json_is_null(build) ? "not built" : member_text(build, member);
}

// What a build stands for depends on whether somebody looked at its inputs.
static const char *state_text(const json_t *result)
{
    if (json_is_true(json_object_get(result, "reused"))) {
        return "taken as they were (--reuse), not compared with model, application and tree";
    }
    const char *state = member_text(result, "state");
    return state != NULL ? state : "built";
}

static void write_artefacts(const struct report *report, const char *which)
{
    const json_t *artefacts = member_list(json_object_get(report->result, which), "artefacts");
    for (size_t i = 0; i < json_array_size(artefacts); i++) {
        const json_t *artefact = json_array_get(artefacts, i);
        html_raw(report->page, "<tr>");
        html_tagf(report->page, "th scope=\"row\"", "%s, %s", member_word(artefact, "name"), which);
        html_tag(report->page, "td class=\"num\"", number_text(report->arena, artefact, "size"));
        html_tag(report->page, "td class=\"id\"", member_text(artefact, "sha256"));
        html_raw(report->page, "</tr>\n");
    }
}

void section_making(const struct report *report)
{
    static const char *const made[] = {"", "value"};
    static const char *const files[] = {"file", "#bytes", "SHA-256"};
    const struct report_input *input = report->input;
    const json_t *hardened = json_object_get(report->result, "hardened");
    const char *tool = member_text(report->result, "mpsec");
    html_section(report->page, "making", "How this was made");
    html_table(report->page, NULL, made, 2);
    fact(report, "mpsec", tool != NULL ? tool : input->tool_version);
    fact(report, "catalogue", input->catalogue->source);
    fact(report, "device", input->model->device.id);
    fact(report, "board", input->model->device.board->id);
    fact(report, "firmware", state_text(report->result));
    fact(report, "MicroPython", text_or_not_built(hardened, "micropython"));
    fact(report, "compiler", text_or_not_built(hardened, "compiler"));
    fact(report, "scoring", input->model->appetite.method);
    fact(report, "date of this page", date_text(report->arena, input->date));
    html_table_end(report->page);
    html_table(report->page, "Artefacts", files, 3);
    write_artefacts(report, "stock");
    write_artefacts(report, "hardened");
    html_table_end(report->page);
    html_section_end(report->page);
}
