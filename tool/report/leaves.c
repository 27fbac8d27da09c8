// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <string.h>

static void write_check(const struct report *report, const json_t *check)
{
    const char *verdict = member_text(check, "verdict");
    html_raw(report->page, "<td><span class=\"id\">");
    html_text(report->page, member_text(check, "id"));
    html_raw(report->page, "</span> ");
    html_text(report->page, member_text(check, "tried"));
    if (member_text(check, "evidence") != NULL) {
        html_tag(report->page, "small", member_text(check, "evidence"));
    }
    html_raw(report->page, "</td>");
    html_tag(report->page, "td", member_text(check, "stock"));
    html_tag(report->page, "td", member_text(check, "hardened"));
    html_raw(report->page, "<td>");
    html_badge(report->page, verdict_tone(verdict), verdict != NULL ? verdict : "unknown");
    html_raw(report->page, "</td></tr>\n");
}

static void write_leaf_head(const struct report *report, const json_t *leaf, size_t rows)
{
    const char *verdict = member_text(leaf, "verdict");
    buf_printf(report->page, "<tr><th scope=\"rowgroup\" rowspan=\"%zu\">", rows);
    html_text(report->page, member_text(leaf, "title"));
    html_raw(report->page, "<small><span class=\"id\">");
    html_text(report->page, member_text(leaf, "leaf"));
    html_raw(report->page, "</span></small>");
    html_badge(report->page, verdict_tone(verdict), verdict != NULL ? verdict : "unknown");
    if (member_true(leaf, "above")) {
        html_raw(report->page, " ");
        html_badge(report->page, "bad", "above the appetite");
    }
    const json_t *response = json_object_get(leaf, "response");
    if (response != NULL) {
        html_tagf(report->page, "small", "%s by %s until %s", member_word(response, "response"),
                  member_word(response, "owner"), member_word(response, "expires"));
    }
    html_raw(report->page, "</th>");
}

static const char *why_asserted(const struct report *report, const json_t *leaf)
{
    const char *why = member_text(leaf, "asserted");
    const char *id = member_text(leaf, "leaf");
    const struct leaf *known = id != NULL ? catalogue_leaf(report->input->catalogue, id) : NULL;
    if (why == NULL && known != NULL) {
        why = known->asserted;
    }
    return why != NULL ? why : "No check here can decide it.";
}

static void write_leaf(const struct report *report, const json_t *leaf)
{
    const json_t *checks = member_list(leaf, "checks");
    const size_t count = json_array_size(checks);
    html_raw(report->page, "<tbody>\n");
    write_leaf_head(report, leaf, count > 0 ? count : 1);
    if (count == 0) {
        html_raw(report->page, "<td colspan=\"4\">");
        html_textf(report->page, "Nothing was tried. %s", why_asserted(report, leaf));
        html_raw(report->page, "</td></tr>\n");
    }
    for (size_t i = 0; i < count; i++) {
        html_raw(report->page, i > 0 ? "<tr>" : "");
        write_check(report, json_array_get(checks, i));
    }
    html_raw(report->page, "</tbody>\n");
}

static bool has_verdict(const json_t *leaf, const char *word)
{
    const char *verdict = member_text(leaf, "verdict");
    return verdict != NULL && strcmp(verdict, word) == 0;
}

static size_t count_verdict(const json_t *leaves, const char *word)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        count += has_verdict(json_array_get(leaves, i), word);
    }
    return count;
}

static void write_leaves(const struct report *report, const char *verdict)
{
    const json_t *leaves = member_list(report->result, "leaves");
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        if (has_verdict(json_array_get(leaves, i), verdict)) {
            write_leaf(report, json_array_get(leaves, i));
        }
    }
}

static const char table_head[] = "<div class=\"scroll\"><table>\n<thead><tr>"
                                 "<th scope=\"col\">threat</th><th scope=\"col\">tried</th>"
                                 "<th scope=\"col\">stock</th><th scope=\"col\">hardened</th>"
                                 "<th scope=\"col\">verdict</th></tr></thead>\n";

// What went wrong comes first; what nothing here can test stands apart.
void section_leaves(const struct report *report)
{
    static const char *const order[] = {"fail", "broken-check", "inconclusive", "not-run", "pass"};
    const json_t *leaves = member_list(report->result, "leaves");
    size_t told = count_verdict(leaves, "asserted");
    html_section(report->page, "tried", "Did we do a good enough job?");
    html_tag(report->page, "p",
             "Every threat that applies to this device, what was tried, and what the two builds "
             "did. A check counts only when it comes out the other way on the stock firmware; "
             "one that does not is a broken check and proves nothing.");
    html_raw(report->page, table_head);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        write_leaves(report, order[i]);
        told += count_verdict(leaves, order[i]);
    }
    html_raw(report->page, "</table></div>\n");
    if (told < json_array_size(leaves)) {
        html_tagf(report->page, "p", "%zu more have a verdict that this page does not know.",
                  json_array_size(leaves) - told);
    }
    html_tag(report->page, "h3", "Asserted: no test here can decide these");
    html_raw(report->page, table_head);
    write_leaves(report, "asserted");
    html_raw(report->page, "</table></div>\n");
    html_section_end(report->page);
}
