// SPDX-License-Identifier: MIT
#include "command.h"

#include "threat/explain.h"

#include <stdio.h>

static json_t *answer(struct context *context, const char *id)
{
    const struct catalogue *catalogue =
        catalogue_load(context->arena, &context->diag, context->catalogue_folder);
    if (catalogue == NULL) {
        return NULL;
    }
    const char *text = explain_entry(context->arena, catalogue, id);
    if (text == NULL) {
        const char *near = explain_nearest(context->arena, catalogue, id);
        diag_input(&context->diag, NO_PLACE,
                   near == NULL ? NULL : arena_printf(context->arena, "did you mean %s?", near),
                   "the catalogue has no entry %s", id);
        return NULL;
    }
    if (!context->json) {
        fputs(text, stdout);
    }
    return json_pack("{s:s, s:s}", "id", id, "text", text);
}

enum status cmd_explain(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec explain [OPTION]... ID",
        .summary =
            "Explain an entry of the catalogue: leaf, control, chip, adversary, board, goal, "
            "state, check, attack, standard.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    json_t *document = NULL;
    if (operands != 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec explain --help",
                   "explain takes one id, not %d", operands);
    } else {
        document = answer(context, argv[0]);
    }
    return command_end(context, "explain", document, STATUS_CLEAN);
}
