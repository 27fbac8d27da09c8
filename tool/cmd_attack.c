// SPDX-License-Identifier: MIT
#include "command.h"

#include "attack/attack.h"
#include "base/file.h"

#include <stdio.h>
#include <unistd.h>

struct attack_options {
    const char *build, *lab, *serial, *work;
    struct option_list only;
};

static void show_progress(void *context, size_t done, size_t total)
{
    (void)context;
    fprintf(stderr, "\r\x1b[Kattack: %zu of %zu", done, total);
    if (done == total) {
        fputs("\r\x1b[K", stderr);
    }
}

static const char *beside(struct context *context, const struct model *model, const char *name)
{
    return path_join(context->arena, path_join(context->arena, model->folder, "out"), name);
}

// The builds that the request needs. A board on a serial port brings its own firmware.
static bool load_builds(struct context *context, const struct attack_options *options,
                        struct attack_request *request)
{
    if (options->serial != NULL) {
        return true;
    }
    const char *target =
        options->build != NULL ? options->build : beside(context, request->model, "hardened");
    const char *lab =
        options->lab != NULL ? options->lab : beside(context, request->model, "stock");
    request->target = build_load(context->arena, &context->diag, target);
    if (request->target == NULL) {
        return false;
    }
    request->lab = request->target->controls.count == 0
                       ? request->target
                       : build_load(context->arena, &context->diag, lab);
    return request->lab != NULL;
}

static enum status run(struct context *context, const struct attack_options *options,
                       const char *path, json_t **document)
{
    struct attack_request request = {
        .micropython = context->micropython,
        .home = context->home,
        .serial = options->serial,
        .only = {options->only.items, options->only.count},
    };
    if (!command_model(context, path, &request.catalogue, &request.model) ||
        !load_builds(context, options, &request)) {
        return STATUS_USAGE;
    }
    request.work = options->work != NULL ? options->work : beside(context, request.model, "attack");
    if (!context->quiet && !context->json && isatty(STDERR_FILENO)) {
        request.progress = show_progress;
    }
    const struct attack_results *results = attack_run(context->arena, &context->diag, &request);
    if (results == NULL) {
        return STATUS_BROKEN;
    }
    if (context->json) {
        *document = attack_results_to_json(results);
    } else {
        fputs(attack_results_to_text(context->arena, results), stdout);
    }
    const bool refused = attack_results_count(results, OUTCOME_REFUSED) == results->count;
    const bool works = !results->has_works || results->works.outcome == OUTCOME_SUCCEEDED;
    return refused && works ? STATUS_CLEAN : STATUS_FINDINGS;
}

enum status cmd_attack(struct context *context, int argc, char *argv[])
{
    struct attack_options options = {0};
    const struct option table[] = {
        {"build", 'b', OPTION_TEXT, &options.build, "DIR",
         "attack the build in DIR (default: out/hardened beside the model)"},
        {"lab", 0, OPTION_TEXT, &options.lab, "DIR",
         "the stock build that writes flash chips (default: out/stock)"},
        {"only", 0, OPTION_LIST, &options.only, "ID",
         "run this attack; may be given several times"},
        {"serial", 0, OPTION_TEXT, &options.serial, "PORT",
         "attack the board on a serial port instead"},
        {"work", 0, OPTION_TEXT, &options.work, "DIR",
         "keep console transcripts in DIR (default: out/attack)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec attack [OPTION]... [MODEL]",
        .summary = "Run the live attacks against a build, or against a board on a serial port.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. Status 0 means that every attack was "
                 "refused\nand the application still does its work.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path;
    json_t *document = NULL;
    if (command_operand(context, "attack", operands, argv, &path)) {
        status = run(context, &options, path, &document);
    }
    return command_end(context, "attack", document, status);
}
