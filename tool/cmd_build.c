// SPDX-License-Identifier: MIT
#include "cmd_build.h"

#include "base/file.h"
#include "build/pair.h"
#include "image/application.h"
#include "image/boot_firmware.h"
#include "image/device_keys.h"
#include "plan/controls.h"

#include <stdio.h>
#include <unistd.h>
struct build_options {
    bool stock, force_version, overlay_only;
    const char *out, *boot_key;
    struct option_list with, without, controls, keys;
};

static struct control_wish wish_of(const struct build_options *options)
{
    return (struct control_wish){{options->controls.items, options->controls.count},
                                 {options->with.items, options->with.count},
                                 {options->without.items, options->without.count}};
}

static void show_progress(void *context, const char *what, unsigned compiled)
{
    (void)context;
    fprintf(stderr, "\r\x1b[Kbuilding %s: %u files compiled", what, compiled);
}

static void make(struct context *context, const struct build_options *options,
                 struct build_request *request, const struct catalogue *catalogue,
                 struct pair *pair)
{
    const bool watched = isatty(STDERR_FILENO) != 0 && !context->json && !context->quiet;
    const struct control_wish wish = wish_of(options);
    struct control_list controls = {0};
    if (wish.only.count > 0 || !options->stock) {
        (void)controls_wished(context->arena, &context->diag, request->model, catalogue, &wish,
                              &controls);
        request->controls = controls.items;
        request->control_count = controls.count;
    }
    if (!options->stock) {
        request->device_keys = device_keys_text(context->arena, &context->diag, request->model);
    }
    if (!diag_failed(&context->diag) &&
        boot_firmware_fits(&context->diag, request, options->boot_key)) {
        request->progress = watched ? show_progress : NULL;
        pair_make(context->arena, &context->diag, request, options->stock ? NULL : catalogue, pair);
        fputs(watched ? "\r\x1b[K" : "", stderr);
    }
}

// Puts what is signed beside both builds into `made`.
static void sign(struct context *context, const struct build_options *options,
                 const struct build_request *build, json_t *made)
{
    const struct application_request application = {
        .model = build->model,
        .mpy_cross = build_mpy_cross(context->arena, &context->diag, build),
        .out = build->out,
        .keys = {options->keys.items, options->keys.count}};
    if (application.mpy_cross != NULL) {
        json_object_set_new(made, "application",
                            application_make(context->arena, &context->diag, &application));
        json_object_set_new(
            made, "boot",
            boot_firmware_make(context->arena, &context->diag, build, options->boot_key));
    }
}

static void run(struct context *context, const struct build_options *options, const char *path,
                struct pair *pair, json_t *made)
{
    const struct catalogue *catalogue;
    struct build_request request = {.micropython = context->micropython,
                                    .home = context->home,
                                    .quiet = context->quiet,
                                    .force_version = options->force_version};
    if (!command_model(context, path, &catalogue, &request.model)) {
        return;
    }
    const char *usual = path_join(context->arena, request.model->folder, "out");
    request.out = options->out != NULL ? options->out : usual;
    make(context, options, &request, catalogue, pair);
    if (pair->hardened != NULL) {
        sign(context, options, &request, made);
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
        {"boot-key", 0, OPTION_TEXT, &options.boot_key, "KEY",
         "private key that signs the firmware for the boot ROM of an RP2350: PEM file"},
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
        const struct control_wish wish = wish_of(&options);
        return cmd_build_overlay(context, path, options.out, &wish);
    }
    struct pair pair = {0};
    json_t *document = NULL, *made = json_object();
    if (one) {
        run(context, &options, path, &pair, made);
    }
    if (!diag_failed(&context->diag) && pair.stock != NULL) {
        document = pair_to_json(&pair);
        if (!context->json) {
            printf("%s%s%s", pair_text(context->arena, &pair),
                   application_text(context->arena, json_object_get(made, "application")),
                   boot_firmware_text(context->arena, json_object_get(made, "boot")));
        }
        json_object_update(document, made);
    }
    json_decref(made);
    return command_end(context, "build", document, STATUS_CLEAN);
}
