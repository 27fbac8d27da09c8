// SPDX-License-Identifier: MIT
// cmd_image_extract.c - `mpsec image extract` and `mpsec image decrypt`: the payload, as a file.
#include "cmd_image.h"

#include "image/opening.h"

#include <stdio.h>

struct extract_options {
    const char *output, *key, *passphrase_file;
};

static enum status extract(struct context *context, const char *path,
                           const struct extract_options *options, const struct key *key)
{
    const char *name = key != NULL ? "decrypt" : "extract";
    struct mpsec_span bytes;
    struct opening opening;
    if (!image_load(context, "image", path, &bytes) ||
        !image_open(context->arena, &context->diag, bytes, key, &opening)) {
        return image_end(context, name, NULL, STATUS_USAGE);
    }
    json_t *document = json_pack("{s:s, s:b}", "file", path, "opened", opening.opened);
    if (!opening.opened) {
        json_object_set_new(document, "reason", json_string(opening.reason));
        if (!context->json) {
            printf("%s: refused: %s\n", path, opening.reason);
        }
        return image_end(context, name, document, STATUS_FINDINGS);
    }
    if (image_save(context, options->output, opening.payload) && !context->json) {
        printf("%s: %zu bytes; no signature was checked\n", options->output, opening.payload.size);
    }
    json_object_set_new(document, "size", json_integer((json_int_t)opening.payload.size));
    return image_end(context, name, document, STATUS_CLEAN);
}

enum status cmd_image_extract(struct context *context, int argc, char *argv[])
{
    struct extract_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the payload goes"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image extract -o OUT FILE",
        .summary = "Write the payload of an image that is not encrypted.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "The payload is compared with the image's own digest. Who signed that is for\n"
                 "mpsec image verify.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    return path != NULL ? extract(context, path, &options, NULL)
                        : image_end(context, "extract", NULL, STATUS_USAGE);
}

enum status cmd_image_decrypt(struct context *context, int argc, char *argv[])
{
    struct extract_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the payload goes"},
        {"key", 'k', OPTION_TEXT, &options.key, "KEY", "private key that opens the image"},
        {"passphrase-file", 0, OPTION_TEXT, &options.passphrase_file, "FILE",
         "holds its passphrase (also: MPSEC_PASSPHRASE)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image decrypt --key KEY -o OUT FILE",
        .summary = "Open an encrypted image and write its payload, padding included.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "The payload is compared with the image's own digest. Who signed that is for\n"
                 "mpsec image verify.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    AUTO_KEY key = {.name = NULL};
    if (path != NULL && options.key == NULL) {
        diag_input(&context->diag, NO_PLACE, "add --key PRIVATE.pem", "to decrypt takes a key");
    }
    if (diag_failed(&context->diag) ||
        !key_load_private(context->arena, &context->diag, options.key, options.passphrase_file,
                          &key)) {
        return image_end(context, "decrypt", NULL, STATUS_USAGE);
    }
    return extract(context, path, &options, &key);
}
