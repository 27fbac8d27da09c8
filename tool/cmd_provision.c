// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "image/boot_firmware.h"
#include "plan/controls.h"
#include "provision/provision.h"

#include <stdio.h>

struct provision_options {
    struct option_list with, without, controls;
    bool rehearse;
    const char *state;
};

static struct provision *make(struct context *context, const struct provision_options *options,
                              const char *path)
{
    const struct catalogue *catalogue;
    const struct model *model;
    struct control_list controls;
    const struct control_wish wish = {
        .only = {options->controls.items, options->controls.count},
        .with = {options->with.items, options->with.count},
        .without = {options->without.items, options->without.count},
    };
    if (!command_model(context, path, &catalogue, &model) ||
        !controls_wished(context->arena, &context->diag, model, catalogue, &wish, &controls)) {
        return NULL;
    }
    return provision_make(context->arena, model, controls.items, controls.count);
}

static json_t *run(struct context *context, const struct provision_options *options,
                   const char *path, enum status *status)
{
    struct provision *provision = make(context, options, path);
    if (provision == NULL) {
        return NULL;
    }
    const char *out = path_join(context->arena, provision->model->folder, "out");
    const char *state =
        options->state != NULL ? options->state : path_join(context->arena, out, "rehearsal.json");
    const char *hash = boot_firmware_hash(context->arena, out);
    if (hash != NULL) {
        provision_give(context->arena, provision, BOOT_KEY_FUSE, hash);
    }
    if (options->rehearse &&
        !provision_rehearse(context->arena, &context->diag, provision, state)) {
        return NULL;
    }
    if (!context->json) {
        fputs(provision_to_text(context->arena, provision), stdout);
    }
    *status = provision->refused > 0 ? STATUS_FINDINGS : STATUS_CLEAN;
    return provision_to_json(provision);
}

enum status cmd_provision(struct context *context, int argc, char *argv[])
{
    struct provision_options options = {0};
    const struct option table[] = {
        {"rehearse", 0, OPTION_FLAG, &options.rehearse, NULL,
         "play the steps on a file that stands in for the fuses"},
        {"state", 0, OPTION_TEXT, &options.state, "FILE",
         "that file (default: out/rehearsal.json beside the model)"},
        {"with", 0, OPTION_LIST, &options.with, "CONTROL", "as plan --with"},
        {"without", 0, OPTION_LIST, &options.without, "CONTROL", "as plan --without"},
        {"control", 0, OPTION_LIST, &options.controls, "CONTROL",
         "the steps of these controls and no others, whatever the plan says"},
    };
    const struct usage usage = {
        .synopsis = "mpsec provision [OPTION]... [MODEL]",
        .summary = "Show what has to be set on the device itself, and what can never be undone.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. mpsec burns nothing, ever: the steps "
                 "are for a\nperson. A step that contradicts what is set already is refused, and "
                 "the status is 1.",
    };
    int operands;
    enum status status = STATUS_USAGE;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path;
    json_t *document = NULL;
    if (command_operand(context, "provision", operands, argv, &path)) {
        document = run(context, &options, path, &status);
    }
    return command_end(context, "provision", document, status);
}
