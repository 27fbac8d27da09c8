// SPDX-License-Identifier: MIT
#include "command.h"

enum status cmd_model(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec model [MODEL]",
        .summary = "Check a device model and show what the defaults made of it.",
        .notes = "MODEL is device.yaml when it is not given. One run reports every mistake.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands > 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec model --help",
                   "model takes one model, not %d", operands);
        return command_end(context, "model", NULL, STATUS_USAGE);
    }
    const struct catalogue *catalogue;
    const struct model *model;
    if (!command_model(context, operands > 0 ? argv[0] : NULL, &catalogue, &model)) {
        return command_end(context, "model", NULL, STATUS_USAGE);
    }
    if (!context->json) {
        fputs(model_summary(context->arena, catalogue, model), stdout);
    }
    return command_end(context, "model", model_to_json(model), STATUS_CLEAN);
}
