// SPDX-License-Identifier: MIT
#include "cmd_build.h"

#include "base/file.h"
#include "build/foreign.h"

#include <stdio.h>

static json_t *write(struct context *context, const char *path, const char *out,
                     const struct control_wish *wish)
{
    struct foreign_request request = {.micropython = context->micropython, .home = context->home};
    struct control_list controls;
    if (!command_model(context, path, &request.catalogue, &request.model) ||
        !controls_wished(context->arena, &context->diag, request.model, request.catalogue, wish,
                         &controls)) {
        return NULL;
    }
    request.controls = controls.items;
    request.control_count = controls.count;
    request.out = path_absolute(
        context->arena,
        out != NULL ? out : path_join(context->arena, request.model->folder, "out/overlay"));
    const struct foreign *foreign = foreign_write(context->arena, &context->diag, &request);
    if (foreign == NULL) {
        return NULL;
    }
    fputs(context->json ? "" : foreign_to_text(context->arena, foreign), stdout);
    return json_pack("{s:o}", "overlay", foreign_to_json(foreign));
}

enum status cmd_build_overlay(struct context *context, const char *path, const char *out,
                              const struct control_wish *wish)
{
    json_t *document = write(context, path, out, wish);
    return command_end(context, "build", document, STATUS_CLEAN);
}
