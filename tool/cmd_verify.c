// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "verify/verify.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct verify_options {
    const char *out;
    struct option_list without;
    bool reuse;
};

static void show_progress(void *context, const char *what, size_t done, size_t total)
{
    (void)context;
    fprintf(stderr, "\r\x1b[K%s: %zu", what, done);
    if (total > 0) {
        fprintf(stderr, " of %zu", total);
    }
    if (total > 0 && done == total) {
        fputs("\r\x1b[K", stderr);
    }
}

// What `mpsec report` reads.
static bool keep(struct context *context, const char *folder, json_t *document)
{
    char *text = json_dumps(document, JSON_INDENT(2));
    const bool kept = text != NULL && folder_make(&context->diag, folder) &&
                      file_write(&context->diag, path_join(context->arena, folder, "verify.json"),
                                 text, strlen(text));
    free(text);
    return kept;
}

static enum status run(struct context *context, const struct verify_options *options,
                       const char *path, json_t **document)
{
    struct verify_request request = {
        .micropython = context->micropython,
        .home = context->home,
        .out = options->out,
        .without = {options->without.items, options->without.count},
        .reuse = options->reuse,
    };
    if (!command_model(context, path, &request.catalogue, &request.model)) {
        return STATUS_USAGE;
    }
    if (request.out == NULL) {
        request.out = path_join(context->arena, request.model->folder, "out");
    }
    const bool watched = !context->quiet && !context->json && isatty(STDERR_FILENO) != 0;
    request.progress = watched ? show_progress : NULL;
    const struct verification *verification = verify_run(context->arena, &context->diag, &request);
    fputs(watched ? "\r\x1b[K" : "", stderr);
    if (verification == NULL) {
        return STATUS_BROKEN;
    }
    *document = verification_to_json(verification);
    json_object_set_new(*document, "mpsec", json_string(MPSEC_VERSION));
    if (!keep(context, request.out, *document)) {
        return STATUS_BROKEN;
    }
    if (!context->json) {
        fputs(verification_to_text(context->arena, verification, context->colour), stdout);
    }
    return verification->good_enough ? STATUS_CLEAN : STATUS_FINDINGS;
}

enum status cmd_verify(struct context *context, int argc, char *argv[])
{
    struct verify_options options = {0};
    const struct option table[] = {
        {"without", 0, OPTION_LIST, &options.without, "CONTROL",
         "leave a control out of the plan, to see what reopens"},
        {"out", 'o', OPTION_TEXT, &options.out, "DIR",
         "builds, transcripts and verify.json go to DIR (default: out beside the model)"},
        {"reuse", 0, OPTION_FLAG, &options.reuse, NULL,
         "take the builds that are there, without looking at their inputs; the result says so"},
    };
    const struct usage usage = {
        .synopsis = "mpsec verify [OPTION]... [MODEL]",
        .summary = "Build, audit and attack stock and hardened firmware, and judge every leaf.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. Status 1 means that a leaf above the "
                 "appetite is\nopen, or could not be shown closed; it is named.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path;
    json_t *document = NULL;
    if (command_operand(context, "verify", operands, argv, &path)) {
        status = run(context, &options, path, &document);
    }
    return command_end(context, "verify", document, status);
}
