// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/info.h"
#include "image/sign.h"

#include <stdio.h>

struct attach_options {
    const char *output, *signature, *key;
};

static enum status attach(struct context *context, const char *path,
                          const struct attach_options *options)
{
    struct arena *arena = context->arena;
    struct diag *diag = &context->diag;
    struct mpsec_span bytes;
    struct mpsec_span signature;
    struct mpsec_span image;
    struct image_request request;
    AUTO_KEY signer = {.name = NULL};
    if (!image_load(context, "draft or image", path, &bytes) ||
        !image_load(context, "signature", options->signature, &signature) ||
        !key_load_public(arena, diag, options->key, &signer) ||
        !image_pending_find(arena, diag, bytes, &request) ||
        !image_attach(arena, diag, &request, &signer, signature, &image) ||
        !image_save(context, options->output, image)) {
        return image_end(context, "attach", NULL, STATUS_USAGE);
    }
    json_t *info = image_info(arena, image);
    if (!context->json) {
        printf("%s\n%s", options->output, image_info_text(arena, info));
    }
    return image_end(context, "attach", json_pack("{s:o}", "image", info), STATUS_CLEAN);
}

enum status cmd_image_attach(struct context *context, int argc, char *argv[])
{
    struct attach_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the image goes"},
        {"signature", 's', OPTION_TEXT, &options.signature, "FILE",
         "the signature: DER, or 64 bytes r and s"},
        {"key", 'k', OPTION_TEXT, &options.key, "PUBLIC", "public key of who signed"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image attach --signature FILE --key PUBLIC -o OUT FILE",
        .summary = "Attach a signature that was made elsewhere to a draft or an image.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "A signature that does not hold is not attached.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    if (path != NULL && (options.signature == NULL || options.key == NULL)) {
        diag_input(&context->diag, NO_PLACE, "add --signature FILE --key PUBLIC.pem",
                   "to attach takes a signature and the public key of who made it");
    }
    return diag_failed(&context->diag) ? image_end(context, "attach", NULL, STATUS_USAGE)
                                       : attach(context, path, &options);
}
