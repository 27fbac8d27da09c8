// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <string.h>

enum { BAR_WIDTH = 260 };

static int64_t part(int64_t value, int64_t whole)
{
    return whole > 0 && value > 0 ? value * BAR_WIDTH / whole : 0;
}

// Two bars on one scale, stock above hardened. The numbers stand in the same row as text.
static void bars(const struct report *report, int64_t stock, int64_t hardened)
{
    const int64_t whole = stock > hardened ? stock : hardened;
    html_raw(report->page, "<td>");
    buf_printf(report->page,
               "<svg width=\"%d\" height=\"22\" viewBox=\"0 0 %d 22\" aria-hidden=\"true\">"
               "<rect class=\"was\" x=\"0\" y=\"2\" width=\"%lld\" height=\"8\" rx=\"2\"/>"
               "<rect class=\"now\" x=\"0\" y=\"12\" width=\"%lld\" height=\"8\" rx=\"2\"/></svg>",
               BAR_WIDTH, BAR_WIDTH, (long long)part(stock, whole),
               (long long)part(hardened, whole));
    html_raw(report->page, "</td>");
}

// Where a number is missing the row says so and draws nothing.
static void row(const struct report *report, const char *title, int64_t stock, int64_t hardened)
{
    const bool known = stock >= 0 && hardened >= 0;
    html_raw(report->page, "<tr>");
    html_tag(report->page, "th scope=\"row\"", title);
    html_tag(report->page, "td class=\"num\"",
             stock >= 0 ? digits(report->arena, stock, false) : "unknown");
    html_tag(report->page, "td class=\"num\"",
             hardened >= 0 ? digits(report->arena, hardened, false) : "unknown");
    html_tag(report->page, "td class=\"num\"",
             known ? digits(report->arena, hardened - stock, true) : HTML_NONE);
    if (known) {
        bars(report, stock, hardened);
    } else {
        html_raw(report->page, "<td></td>");
    }
    html_raw(report->page, "</tr>\n");
}

static int64_t controls_of(const json_t *build)
{
    const json_t *controls = member_list(build, "controls");
    return controls != NULL ? (int64_t)json_array_size(controls) : -1;
}

static void say_work(const struct report *report)
{
    const json_t *works = json_object_get(report->result, "works");
    html_raw(report->page, "<p>The application's own work: ");
    if (!member_true(works, "known")) {
        html_badge(report->page, "warn", "not tried");
        html_text(report->page, " No script in the model shows it, so nobody looked.");
    } else {
        const bool stock = member_true(works, "stock");
        const bool hardened = member_true(works, "hardened");
        html_text(report->page, "stock ");
        html_badge(report->page, stock ? "good" : "bad", stock ? "works" : "does not work");
        html_text(report->page, " hardened ");
        html_badge(report->page, hardened ? "good" : "bad", hardened ? "works" : "does not work");
    }
    html_raw(report->page, "</p>\n");
}

void section_compare(const struct report *report)
{
    static const char *const columns[] = {"", "#stock", "#hardened", "#difference", "scale"};
    const json_t *stock = json_object_get(report->result, "stock");
    const json_t *hardened = json_object_get(report->result, "hardened");
    const struct checks checks = distinct_checks(report->arena, report->result);

    html_section(report->page, "compare", "Before and after");
    if (is_not_built(report)) {
        html_tag(report->page, "p", "Nothing to compare: not built here.");
        html_section_end(report->page);
        return;
    }
    html_table(report->page, "The same board and the same application, built twice.", columns,
               sizeof columns / sizeof columns[0]);
    row(report, "Flash, bytes", member_number(stock, "flash_bytes", -1),
        member_number(hardened, "flash_bytes", -1));
    row(report, "Static RAM, bytes", member_number(stock, "ram_bytes", -1),
        member_number(hardened, "ram_bytes", -1));
    row(report, "Attacks that succeed", checks_with(&checks, "stock", "succeeded"),
        checks_with(&checks, "hardened", "succeeded"));
    row(report, "Attacks that are refused", checks_with(&checks, "stock", "refused"),
        checks_with(&checks, "hardened", "refused"));
    row(report, "Controls in force", controls_of(stock), controls_of(hardened));
    html_table_end(report->page);
    say_work(report);
    html_section_end(report->page);
}
