// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "report/report.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

struct report_options {
    const char *out;
    const char *from;
};

// Writes the page to `path`, or to standard output for "-".
static bool deliver(struct context *context, const char *path, const char *page)
{
    if (strcmp(path, "-") == 0) {
        fputs(page, stdout);
        return true;
    }
    return folder_make(&context->diag, path_folder(context->arena, path)) &&
           file_write(&context->diag, path, page, strlen(page));
}

static bool make_page(struct context *context, struct report_options *options,
                      struct report_input *input)
{
    const char *folder = path_join(context->arena, input->model->folder, "out");
    if (options->from == NULL) {
        options->from = path_join(context->arena, folder, "verify.json");
    }
    if (options->out == NULL) {
        options->out = path_join(context->arena, folder, "report.html");
    }
    if (context->json && strcmp(options->out, "-") == 0) {
        diag_input(&context->diag, NO_PLACE, "name a file with --out",
                   "--json and the page cannot both go to standard output");
        return false;
    }
    json_t *result = report_load(context->arena, &context->diag, options->from);
    input->result = result;
    bool good = result != NULL && report_belongs(&context->diag, input, options->from);
    const char *page = good ? report_html(context->arena, &context->diag, input) : NULL;
    good = page != NULL && deliver(context, options->out, page);
    json_decref(result);
    return good;
}

enum status cmd_report(struct context *context, int argc, char *argv[])
{
    struct report_options options = {0};
    const struct option table[] = {
        {"out", 'o', OPTION_TEXT, &options.out, "FILE", "write the page to FILE (-: to stdout)"},
        {"from", 0, OPTION_TEXT, &options.from, "FILE", "read this result of verify"},
    };
    const struct usage usage = {
        .synopsis = "mpsec report [OPTION]... [MODEL]",
        .summary = "Write what verify found as one self-contained HTML page.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. The result is out/verify.json beside "
                 "it,\nthe page out/report.html.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    struct report_input input = {.tool_version = MPSEC_VERSION, .date = date_today()};
    const char *path;
    if (command_operand(context, "report", operands, argv, &path) &&
        command_model(context, path, &input.catalogue, &input.model) &&
        make_page(context, &options, &input) && !context->json && strcmp(options.out, "-") != 0) {
        printf("%s\n", options.out);
    }
    json_t *document = json_object();
    if (options.out != NULL && !diag_failed(&context->diag)) {
        json_object_set_new(document, "page", json_string(options.out));
    }
    return command_end(context, "report", document, STATUS_CLEAN);
}
