// SPDX-License-Identifier: MIT
#include "cmd_build.h"

#include "base/file.h"
#include "build/pair.h"
#include "image/application.h"
#include "image/device_keys.h"
#include "plan/controls.h"

#include <stdio.h>
#include <unistd.h>
struct build_options {
    bool stock, force_version, overlay_only;
    const char *out;
    struct option_list with, without, controls, keys;
};

static void show_progress(void *context, const char *what, unsigned compiled)
{
    (void)context;
    fprintf(stderr, "\r\x1b[Kbuilding %s: %u files compiled", what, compiled);
}

static void make(struct context *context, const struct build_options *options,
                 const struct control_list *controls, struct build_request *request,
                 struct pair *pair)
{
    const char *out = options->out != NULL
                          ? options->out
                          : path_join(context->arena, request->model->folder, "out");
    const bool existed = folder_exists(out);
    const bool watched = isatty(STDERR_FILENO) != 0 && !context->json && !context->quiet;
    struct build_request hardened = *request;
    hardened.controls = controls->items;
    hardened.control_count = controls->count;
    if (!build_all_act(&context->diag, &hardened)) {
        return; // before the stock build costs its time
    }
    request->progress = watched ? show_progress : NULL;
    request->out = path_join(context->arena, out, "stock");
    pair->stock = build_run(context->arena, &context->diag, request);
    if (pair->stock != NULL && !options->stock) {
        request->out = path_join(context->arena, out, "hardened");
        request->controls = controls->items;
        request->control_count = controls->count;
        request->device_keys = device_keys_text(context->arena, &context->diag, request->model);
        pair->hardened = build_run(context->arena, &context->diag, request);
    }
    (void)(existed ? 0 : rmdir(out)); // empty only when an interrupted build took itself away
    fputs(watched ? "\r\x1b[K" : "", stderr);
}

// The application image, beside both builds. NULL when there is none to make, or after an error.
static json_t *make_application(struct context *context, const struct build_options *options,
                                const struct build_request *build)
{
    const struct application_request request = {
        .model = build->model,
        .mpy_cross = build_mpy_cross(context->arena, &context->diag, build),
        .out = path_folder(context->arena, build->out),
        .keys = {options->keys.items, options->keys.count}};
    return request.mpy_cross == NULL ? NULL
                                     : application_make(context->arena, &context->diag, &request);
}

static void run(struct context *context, const struct build_options *options, const char *path,
                struct pair *pair, json_t **application)
{
    const struct catalogue *catalogue;
    struct build_request request = {.micropython = context->micropython,
                                    .home = context->home,
                                    .quiet = context->quiet,
                                    .force_version = options->force_version};
    struct control_list controls = {0};
    if (!command_model(context, path, &catalogue, &request.model)) {
        return;
    }
    const struct control_wish wish = {{options->controls.items, options->controls.count},
                                      {options->with.items, options->with.count},
                                      {options->without.items, options->without.count}};
    if (wish.only.count > 0 || !options->stock) {
        (void)controls_wished(context->arena, &context->diag, request.model, catalogue, &wish,
                              &controls);
    }
    if (!diag_failed(&context->diag)) {
        make(context, options, &controls, &request, pair);
    }
    if (pair->hardened != NULL) {
        pair->predicted =
            predict(context->arena, request.model, catalogue, controls.items, controls.count);
        *application = make_application(context, options, &request);
    }
}

enum status cmd_build(struct context *context, int argc, char *argv[])
{
    struct build_options options = {0};
    const struct option table[] = {
        {"stock", 0, OPTION_FLAG, &options.stock, NULL, "build the stock firmware only"},
        {"out", 'o', OPTION_TEXT, &options.out, "DIR",
         "build in DIR (default: out beside the model)"},
        {"with", 0, OPTION_LIST, &options.with, "CONTROL", "as plan --with"},
        {"without", 0, OPTION_LIST, &options.without, "CONTROL", "as plan --without"},
        {"control", 0, OPTION_LIST, &options.controls, "CONTROL",
         "build with these controls and no others, whatever the plan says"},
        {"force-version", 0, OPTION_FLAG, &options.force_version, NULL,
         "build from a MicroPython version that nobody looked at, with suspicion"},
        {"overlay-only", 0, OPTION_FLAG, &options.overlay_only, NULL,
         "write an overlay for a tree of your own"},
        {"key", 'k', OPTION_LIST, &options.keys, "KEY",
         "private key that signs the application: PEM file or pkcs11: URI"},
    };
    const struct usage usage = {
        .synopsis = "mpsec build [OPTION]... [MODEL]",
        .summary = "Build stock and hardened firmware, and prove that each control is in force.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "MODEL is device.yaml when it is not given. A build that was made from the same\n"
            "inputs is taken as it is. The application becomes out/application.img, signed by\n"
            "--key, else by the private keys that the model names.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path;
    const bool one = command_operand(context, "build", operands, argv, &path);
    if (one && options.overlay_only) {
        const struct control_wish wish = {{options.controls.items, options.controls.count},
                                          {options.with.items, options.with.count},
                                          {options.without.items, options.without.count}};
        return cmd_build_overlay(context, path, options.out, &wish);
    }
    struct pair pair = {0};
    json_t *document = NULL, *application = NULL;
    if (one) {
        run(context, &options, path, &pair, &application);
    }
    if (!diag_failed(&context->diag) && pair.stock != NULL) {
        document = pair_to_json(&pair);
        fputs(context->json ? "" : pair_text(context->arena, &pair), stdout);
        fputs(context->json ? "" : application_text(context->arena, application), stdout);
        json_object_set(document, "application", application);
    }
    json_decref(application);
    return command_end(context, "build", document, STATUS_CLEAN);
}
