// SPDX-License-Identifier: MIT
#include "report/report.h"

#include "base/file.h"
#include "report/document.h"

#include <string.h>

struct shape {
    const char *name;
    json_type type;
    bool is_build; // null where nothing was built
};

// The members without which the page could only guess.
static const struct shape shapes[] = {
    {"reasons", JSON_ARRAY, false},    {"counts", JSON_OBJECT, false},
    {"works", JSON_OBJECT, false},     {"leaves", JSON_ARRAY, false},
    {"plan", JSON_OBJECT, false},      {"stock", JSON_OBJECT, true},
    {"hardened", JSON_OBJECT, true},   {"inventory", JSON_OBJECT, false},
    {"interfaces", JSON_ARRAY, false},
};
enum { SHAPE_COUNT = sizeof shapes / sizeof shapes[0] };

static bool has_shape(struct diag *diag, const char *path, const json_t *document)
{
    const struct place place = {.file = path};
    const char *const remedy = "run mpsec verify again";
    bool good = json_is_object(document);
    if (!good) {
        diag_input(diag, place, remedy, "this is not a result of mpsec verify");
        return false;
    }
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        const json_t *member = json_object_get(document, shapes[i].name);
        if (shapes[i].is_build && json_is_null(member) && result_is_not_built(document)) {
            continue;
        }
        if (member == NULL || json_typeof(member) != shapes[i].type) {
            diag_input(diag, place, remedy, "this is not a result of mpsec verify: '%s' %s",
                       shapes[i].name, member == NULL ? "is missing" : "has another type");
            good = false;
        }
    }
    if (!json_is_boolean(json_object_get(document, "good_enough"))) {
        diag_input(diag, place, remedy,
                   "this is not a result of mpsec verify: 'good_enough' is not true or false");
        good = false;
    }
    return good;
}

json_t *report_load(struct arena *arena, struct diag *diag, const char *path)
{
    struct file_bytes bytes;
    if (!file_load(arena, diag, "result of mpsec verify", path, REPORT_INPUT_LIMIT, &bytes)) {
        return NULL;
    }
    json_error_t error;
    json_t *document = json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
        const struct place place = {path, error.line > 0 ? (size_t)error.line : 0,
                                    error.column > 0 ? (size_t)error.column : 0};
        diag_input(diag, place, "run mpsec verify again", "not JSON: %s", error.text);
        return NULL;
    }
    if (!has_shape(diag, path, document)) {
        json_decref(document);
        return NULL;
    }
    return document;
}

bool report_belongs(struct diag *diag, const struct report_input *input, const char *path)
{
    const char *device = member_text(input->result, "device");
    if (device == NULL || strcmp(device, input->model->device.id) == 0) {
        return true;
    }
    diag_input(diag, (struct place){.file = path}, "run mpsec verify for this model",
               "the result is about '%s', the model about '%s'", device, input->model->device.id);
    return false;
}

static void write_head(const struct report *report)
{
    const struct model *model = report->input->model;
    html_raw(report->page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, "
                           "initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
                           "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    html_tagf(report->page, "title", "%s: security report", model->device.id);
    html_raw(report->page, "\n<style>\n");
    for (size_t i = 0; report_style[i] != NULL; i++) {
        html_raw(report->page, report_style[i]);
    }
    html_raw(report->page, "</style>\n</head>\n<body>\n<header>\n");
    html_tagf(report->page, "h1", "Security report: %s", model->device.id);
    html_tagf(report->page, "p class=\"lead\"", "%s%s%s, %s. %s.",
              model->device.description != NULL ? model->device.description : "",
              model->device.description != NULL ? ". Board " : "Board ", model->device.board->title,
              model->device.chip->title, date_text(report->arena, report->input->date));
    html_raw(report->page,
             "\n<nav aria-label=\"Sections\"><a href=\"#compare\">Before and after</a>"
             "<a href=\"#device\">Device</a><a href=\"#paths\">Paths</a>"
             "<a href=\"#plan\">Plan</a><a href=\"#tried\">What was tried</a>"
             "<a href=\"#residual\">What is left</a><a href=\"#interfaces\">Interfaces</a>"
             "<a href=\"#inventory\">Inventory</a><a href=\"#evidence\">Evidence</a>"
             "<a href=\"#making\">Making</a></nav>\n</header>\n<main>\n");
}

const char *report_html(struct arena *arena, struct diag *diag, const struct report_input *input)
{
    static void (*const sections[])(const struct report *) = {
        section_answer,    section_compare,  section_diagram,  section_paths,
        section_controls,  section_leaves,   section_residual, section_interfaces,
        section_inventory, section_evidence, section_making,
    };
    struct buf page;
    buf_init(&page, arena, REPORT_PAGE_LIMIT);
    const struct report report = {arena, &page, input, input->result};
    write_head(&report);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        sections[i](&report);
    }
    html_raw(&page, "</main>\n<footer>\n<p>Made by mpsec. Attacks that were refused here were "
                    "refused in these runs; other attacks exist.</p>\n</footer>\n"
                    "</body>\n</html>\n");
    if (page.full) {
        diag_input(diag, NO_PLACE, NULL, "the report would be larger than %d bytes",
                   REPORT_PAGE_LIMIT);
        return NULL;
    }
    return page.data;
}
