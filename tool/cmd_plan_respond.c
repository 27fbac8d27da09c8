// SPDX-License-Identifier: MIT
#include "cmd_plan.h"

#include <stdio.h>

enum status cmd_plan_respond(struct context *context, const char *path,
                             const struct respond_request *request)
{
    const struct catalogue *catalogue;
    const struct model *model;
    json_t *document = NULL;
    if (command_model(context, path, &catalogue, &model) &&
        respond_write(context->arena, &context->diag, model, catalogue, request)) {
        document = json_pack("{s:s, s:s}", "threat", request->threat, "response", request->kind);
        if (!context->json) {
            printf("%s: %s is answered: %s\n", model->path, request->threat, request->kind);
        }
    }
    return command_end(context, "plan", document, STATUS_CLEAN);
}
