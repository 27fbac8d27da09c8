// SPDX-License-Identifier: MIT
#include "report/document.h"
#include "report/plan_view.h"

#include <string.h>

// "for +120 bytes of flash", "and save 41,208 bytes of flash".
static const char *flash_price(const struct report *report)
{
    const json_t *stock = json_object_get(json_object_get(report->result, "stock"), "flash_bytes");
    const json_t *hardened =
        json_object_get(json_object_get(report->result, "hardened"), "flash_bytes");
    if (is_not_built(report)) {
        return "at a price that nobody measured";
    }
    if (!json_is_integer(stock) || !json_is_integer(hardened)) {
        return "for an unknown number of bytes";
    }
    const int64_t price = json_integer_value(hardened) - json_integer_value(stock);
    if (price < 0) {
        return arena_printf(report->arena, "and save %s bytes of flash",
                            digits(report->arena, -price, false));
    }
    return arena_printf(report->arena, "for +%s bytes of flash",
                        digits(report->arena, price, false));
}

// "1 path is left by recorded decision: security@example.org, until 2027-03-31."
static void say_rest(const struct report *report, const struct remains *remains)
{
    if (remains->residual + remains->open == 0) {
        html_text(report->page, "no path above the appetite is left.");
        return;
    }
    if (remains->open > 0) {
        html_textf(report->page, "%s open above the appetite without an answer. ",
                   counted(report->arena, remains->open, "threat stays", "threats stay"));
    }
    if (remains->residual > 0) {
        html_textf(report->page, "%s left by recorded decision: %s, until %s.",
                   counted(report->arena, remains->residual, "path is", "paths are"),
                   remains->owner != NULL ? remains->owner : "no owner",
                   remains->until != NULL ? remains->until : "no date");
    }
}

static void say_reasons(const struct report *report)
{
    const json_t *reasons = member_list(report->result, "reasons");
    if (json_array_size(reasons) == 0) {
        return;
    }
    html_raw(report->page, "<ul>\n");
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        html_tag(report->page, "li", json_string_value(json_array_get(reasons, i)));
        html_raw(report->page, "\n");
    }
    html_raw(report->page, "</ul>\n");
}

static void number_card(const struct report *report, const char *number, const char *was,
                        const char *meaning)
{
    html_raw(report->page, "<div><dd>");
    html_text(report->page, number);
    if (was != NULL) {
        html_tagf(report->page, "span class=\"was\"", " of %s", was);
    }
    html_raw(report->page, "</dd>");
    html_tag(report->page, "dt", meaning);
    html_raw(report->page, "</div>\n");
}

// "0 of 15": of what, stands in `was`.
static void tally_card(const struct report *report, const char *kind, const char *member,
                       const char *meaning)
{
    const json_t *tally = json_object_get(report->result, kind);
    number_card(report, number_text(report->arena, tally, member),
                number_text(report->arena, tally, "count"), meaning);
}

// Firmware that nobody here has seen: what the page says of it is the plan.
static void say_not_built(const struct report *report)
{
    if (!is_not_built(report)) {
        return;
    }
    html_raw(report->page, "<p class=\"say\">");
    html_badge(report->page, "warn", "not built");
    html_text(report->page,
              " For this board mpsec writes an overlay only. No firmware was made here, "
              "none was audited or attacked: what follows is planned, not shown.");
    html_raw(report->page, "</p>\n");
}

static void say_numbers(const struct report *report)
{
    const json_t *counts = json_object_get(report->result, "counts");
    const int64_t open = member_number(counts, "inconclusive", 0) +
                         member_number(counts, "not-run", 0) +
                         member_number(counts, "broken-check", 0);
    html_raw(report->page, "<dl class=\"numbers\">\n");
    tally_card(report, "attacks", "stock", "attacks succeed on the stock firmware");
    tally_card(report, "attacks", "hardened", "attacks succeed on the hardened firmware");
    number_card(report, number_text(report->arena, counts, "pass"), NULL,
                "threats shown to be closed");
    number_card(report, number_text(report->arena, counts, "fail"), NULL,
                "threats shown to be open");
    number_card(report, digits(report->arena, open, false), NULL,
                "threats without a conclusive check");
    number_card(report, number_text(report->arena, counts, "asserted"), NULL,
                "threats asserted, not testable here");
    html_raw(report->page, "</dl>\n");
}

static const char *closes(const struct remains *remains, bool shown, int64_t controls)
{
    if (!remains->shown || !shown) {
        return controls == 1 ? "is planned to close" : "are planned to close";
    }
    return controls == 1 ? "closes" : "close";
}

void section_answer(const struct report *report)
{
    const bool good = member_true(report->result, "good_enough");
    const int64_t controls = (int64_t)json_array_size(plan_choices(report->result));
    const struct remains remains = plan_remains(report->result);
    html_raw(report->page, good ? "<section class=\"answer good\" aria-label=\"The answer\">\n"
                                : "<section class=\"answer bad\" aria-label=\"The answer\">\n");
    html_raw(report->page, "<p class=\"say\"><strong>");
    html_text(report->page, good ? "Good enough for the stated appetite. "
                                 : "Not good enough for the stated appetite. ");
    html_raw(report->page, "</strong>");
    html_textf(report->page, "%s %s %s %s; ",
               counted(report->arena, controls, "control", "controls"),
               closes(&remains, !is_not_built(report), controls),
               counted(report->arena, remains.closed, "path", "paths"), flash_price(report));
    say_rest(report, &remains);
    html_raw(report->page, "</p>\n");
    say_not_built(report);
    say_reasons(report);
    html_raw(report->page, "</section>\n");
    say_numbers(report);
}
