// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/info.h"

#include <stdio.h>
#include <string.h>

enum status cmd_image_info(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec image info FILE",
        .summary = "Show everything an image says of itself. Nothing of it is verified.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    struct mpsec_span bytes;
    if (path == NULL || !image_load(context, "image", path, &bytes)) {
        return image_end(context, "info", NULL, STATUS_USAGE);
    }
    json_t *info = image_info(context->arena, bytes);
    const char *form = json_string_value(json_object_get(info, "form"));
    const bool good = strcmp(form, image_error_name(MPSEC_OK)) == 0;
    if (!context->json) {
        printf("%s\n%s", path, image_info_text(context->arena, info));
    }
    json_t *document = json_pack("{s:s, s:o}", "file", path, "image", info);
    return image_end(context, "info", document, good ? STATUS_CLEAN : STATUS_FINDINGS);
}
