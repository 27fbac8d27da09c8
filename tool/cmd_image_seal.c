// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/seal.h"

#include <stdio.h>

struct seal_options {
    const char *output, *chip_key, *signer, *vendor_id, *class_id;
};

static enum status seal(struct context *context, const struct seal_options *options, int count,
                        char *secrets[])
{
    struct image_ids ids = {.class.given = false};
    struct mpsec_span records;
    const struct seal_request wanted = {.chip_key = options->chip_key,
                                        .signer = options->signer,
                                        .secrets = (const char *const *)secrets,
                                        .secret_count = (size_t)count};
    struct seal_request request = wanted;
    if (options->signer == NULL || count == 0) {
        diag_input(&context->diag, NO_PLACE, "see mpsec image seal --help",
                   "to seal takes --signer and at least one NAME=FILE");
        return image_end(context, "seal", NULL, STATUS_USAGE);
    }
    if (!image_ids_parse(&context->diag, options->vendor_id, options->class_id, &ids)) {
        return image_end(context, "seal", NULL, STATUS_USAGE);
    }
    request.class = ids.class;
    if (!secrets_seal(context->arena, &context->diag, &request, &records) ||
        !image_save(context, options->output, records)) {
        return image_end(context, "seal", NULL, STATUS_USAGE);
    }
    if (!context->json) {
        printf("%s\n  %d sealed, %zu bytes\n", options->output, count, records.size);
    }
    json_t *document =
        json_pack("{s:s, s:I}", "file", options->output, "size", (json_int_t)records.size);
    return image_end(context, "seal", document, STATUS_CLEAN);
}

enum status cmd_image_seal(struct context *context, int argc, char *argv[])
{
    struct seal_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the records go"},
        {"chip-key", 0, OPTION_TEXT, &options.chip_key, "FILE", "the key of this one chip"},
        {"signer", 's', OPTION_TEXT, &options.signer, "KEY",
         "the key that signs the application: PEM file, either half"},
        {"vendor-id", 0, OPTION_TEXT, &options.vendor_id, "ID",
         "of which vendor: a UUID or a name"},
        {"class-id", 0, OPTION_TEXT, &options.class_id, "ID", "for which devices: likewise"},
    };
    const struct usage usage = {
        "mpsec image seal [OPTION]... NAME=FILE...", "Seal secrets for one device.", table,
        sizeof table / sizeof table[0],
        "The device opens them with guard.secret(NAME). Where they lie is the board's to say."};
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    return seal(context, &options, operands, argv);
}
