// SPDX-License-Identifier: MIT
#include "report/document.h"
#include "report/plan_view.h"

#include <string.h>

enum { FEASIBILITY_COUNT = FEASIBILITY_HIGH + 1 };

// Paths per impact and feasibility. A path whose words are unknown is counted apart: it must
// not vanish from the page.
struct matrix {
    int64_t cells[IMPACT_COUNT][FEASIBILITY_COUNT];
    int64_t unplaced;
};

static void count_path(struct matrix *matrix, const json_t *path)
{
    const char *impact = member_text(path, "impact");
    const char *feasibility = member_text(path, "feasibility");
    for (int i = 0; impact != NULL && feasibility != NULL && i < IMPACT_COUNT; i++) {
        for (int f = 0; f < FEASIBILITY_COUNT; f++) {
            if (strcmp(impact, impact_word((enum impact)i)) == 0 &&
                strcmp(feasibility, feasibility_word((enum feasibility)f)) == 0) {
                matrix->cells[i][f]++;
                return;
            }
        }
    }
    matrix->unplaced++;
}

static void write_row(const struct report *report, const struct matrix *matrix, enum impact impact)
{
    const struct appetite *appetite = &report->input->model->appetite;
    html_raw(report->page, "<tr>");
    html_tag(report->page, "th scope=\"row\"", impact_word(impact));
    for (int f = 0; f < FEASIBILITY_COUNT; f++) {
        const bool within = (enum feasibility)f <= appetite->accept_up_to[impact];
        const int64_t count = matrix->cells[impact][f];
        html_raw(report->page, within ? "<td class=\"within\">" : "<td class=\"above\">");
        html_text(report->page, count > 0 ? digits(report->arena, count, false) : "\xc2\xb7");
        html_raw(report->page, "</td>");
    }
    html_raw(report->page, "</tr>\n");
}

static void write_matrix(const struct report *report, const char *caption, const json_t *paths)
{
    static const char *const columns[] = {"impact", "very low", "low", "medium", "high"};
    struct matrix matrix = {0};
    for (size_t i = 0; i < json_array_size(paths); i++) {
        count_path(&matrix, json_array_get(paths, i));
    }
    html_raw(report->page, "<div class=\"matrix\">\n");
    html_table(report->page, caption, columns, sizeof columns / sizeof columns[0]);
    for (int i = IMPACT_COUNT - 1; i > IMPACT_NONE; i--) {
        write_row(report, &matrix, (enum impact)i);
    }
    html_table_end(report->page);
    if (matrix.unplaced > 0) {
        html_tagf(report->page, "p class=\"soft\"", "%s could not be placed.",
                  counted(report->arena, matrix.unplaced, "path", "paths"));
    }
    html_raw(report->page, "</div>\n");
}

static void write_path(const struct report *report, const json_t *path)
{
    html_raw(report->page, "<tr>");
    html_tag(report->page, "td class=\"num\"", number_text(report->arena, path, "number"));
    html_raw(report->page, "<td>");
    path_story(report, path);
    if (member_true(path, "fragile")) {
        const char *why = member_text(path, "fragile_why");
        html_tagf(report->page, "small", "fragile: %s",
                  why != NULL ? why : "one factor, one level, flips it");
    }
    html_raw(report->page, "</td><td>");
    html_text(report->page, member_text(path, "impact"));
    html_tag(report->page, "small", member_text(path, "asset"));
    html_raw(report->page, "</td><td>");
    html_text(report->page, member_text(path, "feasibility"));
    html_tagf(report->page, "small", "score %s", number_text(report->arena, path, "score"));
    html_raw(report->page, "</td><td>");
    html_badge(report->page, member_true(path, "above") ? "bad" : "good",
               member_true(path, "above") ? "above" : "within");
    html_raw(report->page, "</td></tr>\n");
}

static void write_paths(const struct report *report, const char *caption, const json_t *paths)
{
    static const char *const columns[] = {"#path", "how", "impact", "feasibility", "appetite"};
    html_table(report->page, caption, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < json_array_size(paths); i++) {
        write_path(report, json_array_get(paths, i));
    }
    html_table_end(report->page);
}

static void write_tables(const struct report *report, const json_t *before, const json_t *after)
{
    if (json_array_size(after) > 0) {
        write_paths(report, "Paths that stay open", after);
    }
    if (json_array_size(before) > 0) {
        html_raw(report->page, "<details>");
        html_tagf(report->page, "summary", "%s without controls",
                  counted(report->arena, (int64_t)json_array_size(before), "path", "paths"));
        write_paths(report, NULL, before);
        html_raw(report->page, "</details>\n");
    }
}

void section_paths(const struct report *report)
{
    const json_t *before = paths_before(report->result);
    const json_t *after = paths_after(report->result);
    html_section(report->page, "paths", "What can go wrong");
    if (!paths_are_known(report->result)) {
        html_tag(report->page, "p", "The result holds no lists of paths.");
        html_section_end(report->page);
        return;
    }
    html_tagf(report->page, "p",
              "%s open to the adversaries of the model without controls, %s when a control counts "
              "only where a check showed it. An open path is one that an adversary can afford in "
              "every factor of attack potential.",
              counted(report->arena, (int64_t)json_array_size(before), "path is", "paths are"),
              digits(report->arena, (int64_t)json_array_size(after), false));
    if (!paths_are_complete(report->result)) {
        html_tag(report->page, "p",
                 "There are more paths than are listed: for each goal and adversary the cheapest "
                 "stand here, and the verdicts are exact.");
    }
    html_raw(report->page, "<div class=\"pair\">\n");
    write_matrix(report, "Without controls: open paths by impact and feasibility", before);
    write_matrix(report, "With the controls that were shown to be in force", after);
    html_raw(report->page, "</div>\n<p class=\"soft\">Red fields lie above the appetite of the "
                           "model; for class breaks its stricter row decides.</p>\n");
    write_tables(report, before, after);
    html_section_end(report->page);
}
