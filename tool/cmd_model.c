// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

#include <stdio.h>
#include <string.h>

// A draft is only shown when the reader of models accepts it.
static enum status draft(struct context *context, const char *file, const char *named)
{
    struct arena *arena = context->arena;
    const struct inventory *inventory = audit_run(arena, &context->diag, file);
    const struct catalogue *catalogue =
        inventory != NULL ? catalogue_load(arena, &context->diag, context->catalogue_folder) : NULL;
    const struct board *board =
        catalogue != NULL ? audit_board(context, catalogue, inventory, named) : NULL;
    if (board == NULL) {
        return command_end(context, "model", NULL, STATUS_USAGE);
    }
    const char *text = draft_model(arena, catalogue, inventory, board, false);
    const struct model *model =
        model_parse(arena, &context->diag, catalogue, "draft", text, strlen(text), date_today());
    if (model == NULL) {
        return command_end(context, "model", NULL, STATUS_USAGE);
    }
    if (!context->json) {
        fputs(text, stdout);
    }
    json_t *document = model_to_json(model);
    json_object_set_new(document, "draft", json_string(text));
    return command_end(context, "model", document, STATUS_CLEAN);
}

enum status cmd_model(struct context *context, int argc, char *argv[])
{
    const char *firmware = NULL;
    const char *board = NULL;
    const struct option table[] = {
        {"board", 'b', OPTION_TEXT, &board, "BOARD",
         "with --from-firmware: the board, when the firmware names none of the catalogue"},
        {"from-firmware", 'f', OPTION_TEXT, &firmware, "FILE",
         "write a draft of a model from what this firmware shows"},
    };
    const struct usage usage = {
        .synopsis = "mpsec model [OPTION]... [MODEL]",
        .summary = "Check a device model and show what the defaults made of it.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "MODEL is device.yaml when it is not given. One run reports every mistake. A draft "
            "goes to\nstandard output; go through every line of it.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands > (firmware != NULL ? 0 : 1)) {
        diag_input(&context->diag, NO_PLACE, "see mpsec model --help", "model takes %s, not %d",
                   firmware != NULL ? "no model with --from-firmware" : "one model", operands);
        return command_end(context, "model", NULL, STATUS_USAGE);
    }
    if (firmware != NULL) {
        return draft(context, firmware, board);
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
