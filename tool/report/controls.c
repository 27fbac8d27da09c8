// SPDX-License-Identifier: MIT
#include "report/document.h"
#include "report/plan_view.h"

#include <string.h>

static const struct price *price_on_board(const struct report *report,
                                          const struct control *control)
{
    for (size_t i = 0; i < control->price_count; i++) {
        if (strcmp(control->prices[i].board, report->input->model->device.board->id) == 0) {
            return &control->prices[i];
        }
    }
    return NULL;
}

static void write_price(const struct report *report, const struct control *control)
{
    html_raw(report->page, "<dt>price</dt><dd>");
    const struct price *price = price_on_board(report, control);
    if (price == NULL) {
        html_text(report->page,
                  is_not_built(report)
                      ? "not measured on this board"
                      : "not measured alone on this board; the sum is in the comparison");
    } else {
        html_textf(report->page, "%s B flash, %s B RAM",
                   digits(report->arena, price->flash_bytes, true),
                   digits(report->arena, price->ram_bytes, true));
        if (price->boot_us != INT32_MIN) {
            html_textf(report->page, ", %s \xc2\xb5s boot",
                       digits(report->arena, price->boot_us, true));
        }
        html_tagf(report->page, "span class=\"soft\"", " (measured %s, MicroPython %s, %s)",
                  price->date, price->micropython, price->compiler);
    }
    if (control->cost_note != NULL) {
        html_raw(report->page, "<br>");
        html_text(report->page, control->cost_note);
    }
    html_raw(report->page, "</dd>\n");
}

static void write_effects(const struct report *report, const struct control *control)
{
    html_raw(report->page, "<dt>cuts or raises</dt><dd>");
    for (size_t i = 0; i < control->effect_count; i++) {
        const struct effect *effect = &control->effects[i];
        html_raw(report->page, i > 0 ? ", " : "");
        html_raw(report->page, "<span class=\"id\">");
        html_text(report->page, effect->leaf);
        html_raw(report->page, "</span>");
        html_raw(report->page, effect->cut ? "" : " (raised)");
    }
    html_raw(report->page, "</dd>\n");
}

enum { REOPENS_SHOWN = 4 };

static void write_reopens(const struct report *report, const json_t *choice)
{
    const json_t *paths = member_list(choice, "reopens");
    const size_t count = json_array_size(paths);
    const char *because = member_text(choice, "because");
    html_raw(report->page, "<dt>reopens without it</dt><dd>");
    if (count == 0) {
        html_textf(report->page, "nothing above the appetite%s%s", because != NULL ? ": " : "",
                   because != NULL ? because : "");
    } else {
        html_raw(report->page, "<ul>");
        for (size_t i = 0; i < count && i < REOPENS_SHOWN; i++) {
            html_raw(report->page, "<li>");
            path_story(report, json_array_get(paths, i));
            html_raw(report->page, "</li>\n");
        }
        if (count > REOPENS_SHOWN) {
            html_tagf(report->page, "li class=\"soft\"", "and %s",
                      counted(report->arena, (int64_t)(count - REOPENS_SHOWN), "more path",
                              "more paths"));
        }
        html_raw(report->page, "</ul>");
    }
    html_raw(report->page, "</dd>\n");
}

static void write_build(const struct report *report, const struct control *control)
{
    const char *port = report->input->model->device.board->port;
    for (size_t i = 0; i < control->build_count; i++) {
        const struct build_change *change = &control->builds[i];
        if (strcmp(change->port, port) != 0 && strcmp(change->port, "*") != 0) {
            continue;
        }
        html_tag(report->page, "dt",
                 is_not_built(report) ? "in the overlay, not built" : "in the build");
        html_raw(report->page, "<dd>");
        for (size_t k = 0; k < change->macro_count; k++) {
            html_tagf(report->page, "code", "%s %s", change->macros[k].name,
                      change->macros[k].value);
            html_raw(report->page, "<br>");
        }
        for (size_t k = 0; k < change->wraps.count; k++) {
            html_tagf(report->page, "code", "--wrap=%s", change->wraps.items[k]);
            html_raw(report->page, "<br>");
        }
        html_text(report->page, change->freeze_application ? "the application is frozen" : "");
        html_text(report->page, change->service_door ? "the console has a service door"
                                : change->signed_application
                                    ? "the application is a signed image in a slot"
                                    : "");
        html_raw(report->page, "</dd>\n");
    }
}

static void write_steps(const struct report *report, const struct control *control)
{
    if (control->provision_count == 0) {
        return;
    }
    html_raw(report->page, "<dt>by hand</dt><dd><ul>");
    for (size_t i = 0; i < control->provision_count; i++) {
        html_raw(report->page, "<li>");
        html_text(report->page, control->provision[i].text);
        if (control->provision[i].irreversible) {
            html_raw(report->page, " ");
            html_badge(report->page, "bad", "cannot be undone");
        }
        html_raw(report->page, "</li>");
    }
    html_raw(report->page, "</ul></dd>\n");
}

static void write_choice(const struct report *report, const json_t *choice)
{
    const char *id = choice_id(choice);
    const struct control *control =
        id != NULL ? catalogue_control(report->input->catalogue, id) : NULL;
    html_raw(report->page, "<article class=\"card\"><h3>");
    html_text(report->page, control != NULL ? control->title : id);
    html_raw(report->page, " <span class=\"id soft\">");
    html_text(report->page, id);
    html_raw(report->page, "</span></h3>\n<dl>\n");
    if (control != NULL) {
        html_raw(report->page, "<dt>kind</dt>");
        html_tagf(report->page, "dd", "%s, %s",
                  control->category == CONTROL_ELIMINATE ? "eliminates" : "reduces",
                  control->family);
        write_effects(report, control);
    }
    write_reopens(report, choice);
    if (control != NULL) {
        write_price(report, control);
        write_build(report, control);
        write_steps(report, control);
    }
    html_raw(report->page, "</dl></article>\n");
}

static void write_sum(const struct report *report)
{
    const json_t *plan = json_object_get(report->result, "plan");
    const json_t *lost = member_list(json_object_get(plan, "price"), "functions_lost");
    const json_t *by_hand = member_list(plan, "by_hand");
    html_tagf(report->page, "p", "Functions lost: %s.",
              json_array_size(lost) > 0 ? joined(report->arena, lost, ", ") : "none");
    if (json_array_size(by_hand) > 0) {
        html_tagf(report->page, "p", "Not in the build, to be done by hand: %s.",
                  joined(report->arena, by_hand, ", "));
    }
    if (member_text(plan, "unproved") != NULL) {
        html_tagf(report->page, "p", "Not proven to be the cheapest plan: %s.",
                  member_text(plan, "unproved"));
    }
    if (member_text(plan, "binding") != NULL) {
        html_tagf(report->page, "p", "What binds: %s.", member_text(plan, "binding"));
    }
}

void section_controls(const struct report *report)
{
    const json_t *choices = plan_choices(report->result);
    html_section(report->page, "plan", "What we do about it");
    if (json_array_size(choices) == 0) {
        html_tag(report->page, "p", "The plan chooses no control.");
    }
    for (size_t i = 0; i < json_array_size(choices); i++) {
        write_choice(report, json_array_get(choices, i));
    }
    write_sum(report);
    html_section_end(report->page);
}
