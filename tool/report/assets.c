// SPDX-License-Identifier: MIT
#include "report/document.h"

static void write_assets(const struct report *report)
{
    static const char *const columns[] = {"asset",     "kind",         "confidentiality",
                                          "integrity", "availability", "shared by"};
    const struct model *model = report->input->model;
    html_table(report->page, "What is worth protecting: the impact when it is lost", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        html_raw(report->page, "<tr>");
        html_tag(report->page, "th scope=\"row\"", asset->id);
        html_tagf(report->page, "td", "%s%s", asset->kind, asset->personal ? ", personal" : "");
        html_tag(report->page, "td", impact_word(asset->impact[PROPERTY_CONFIDENTIALITY]));
        html_tag(report->page, "td", impact_word(asset->impact[PROPERTY_INTEGRITY]));
        html_tag(report->page, "td", impact_word(asset->impact[PROPERTY_AVAILABILITY]));
        html_tag(report->page, "td", asset->scope == SCOPE_FLEET ? "the fleet" : "nobody");
        html_raw(report->page, "</tr>\n");
    }
    html_table_end(report->page);
}

static void write_adversaries(const struct report *report)
{
    static const char *const columns[] = {"adversary", "stands", "#days",    "expertise",
                                          "knowledge", "window", "equipment"};
    const struct model *model = report->input->model;
    html_table(report->page, "Against whom: the most that each can bring to bear", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < model->adversaries_count; i++) {
        const struct adversary *adversary = &model->adversaries[i];
        const struct potential *ceiling = &adversary->ceiling;
        html_raw(report->page, "<tr><th scope=\"row\">");
        html_text(report->page, adversary->id);
        html_tag(report->page, "small", adversary->profile->title);
        html_raw(report->page, "</th>");
        html_tag(report->page, "td", access_word(ceiling->access));
        html_tag(report->page, "td class=\"num\"", digits(report->arena, ceiling->days, false));
        html_tag(report->page, "td", expertise_word(ceiling->expertise));
        html_tag(report->page, "td", knowledge_word(ceiling->knowledge));
        html_tag(report->page, "td", window_word(ceiling->window));
        html_tag(report->page, "td", equipment_word(ceiling->equipment));
        html_raw(report->page, "</tr>\n");
    }
    html_table_end(report->page);
}

void section_assets(const struct report *report)
{
    write_assets(report);
    write_adversaries(report);
}
