// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/info.h"
#include "image/sign.h"

#include <stdio.h>

struct encrypt_options {
    const char *output, *recipient, *key, *second_key, *lms, *passphrase_file;
    bool aes256;
};

struct encrypt_keys {
    struct key first, second, recipient;
    struct lms_key lms;
};

static bool load_keys(struct context *context, const struct encrypt_options *options,
                      struct encrypt_keys *keys)
{
    struct arena *arena = context->arena;
    struct diag *diag = &context->diag;
    if (options->recipient == NULL || options->key == NULL) {
        diag_input(diag, NO_PLACE, "add --for PUBLIC.pem --key PRIVATE.pem",
                   "to encrypt takes the device's public key and the key that signed the image");
        return false;
    }
    return key_load_public(arena, diag, options->recipient, &keys->recipient) &&
           key_load_private(arena, diag, options->key, options->passphrase_file, &keys->first) &&
           (options->second_key == NULL ||
            key_load_private(arena, diag, options->second_key, options->passphrase_file,
                             &keys->second)) &&
           (options->lms == NULL ||
            lms_key_load(arena, diag, options->lms, options->passphrase_file, &keys->lms));
}

static enum status encrypt(struct context *context, const char *path,
                           const struct encrypt_options *options, struct encrypt_keys *keys)
{
    struct mpsec_span plain;
    struct mpsec_span image;
    const struct sign_request request = {
        .draft.encryption = options->aes256 ? MPSEC_FLAG_AES256 : MPSEC_FLAG_AES128,
        .signers = {&keys->first, &keys->second},
        .signer_count = options->second_key != NULL ? 2 : 1,
        .recipient = &keys->recipient,
        .lms = options->lms != NULL ? &keys->lms : NULL,
    };
    if (!image_load(context, "image", path, &plain) || !load_keys(context, options, keys)) {
        return image_end(context, "encrypt", NULL, STATUS_USAGE);
    }
    keys->first.lms = request.lms != NULL ? keys->lms.public_key : NULL;
    if (!image_encrypt(context->arena, &context->diag, plain, &request, &image) ||
        !image_save(context, options->output, image)) {
        return image_end(context, "encrypt", NULL, STATUS_USAGE);
    }
    json_t *info = image_info(context->arena, image);
    if (!context->json) {
        printf("%s\n%s", options->output, image_info_text(context->arena, info));
    }
    return image_end(context, "encrypt", json_pack("{s:o}", "image", info), STATUS_CLEAN);
}

enum status cmd_image_encrypt(struct context *context, int argc, char *argv[])
{
    struct encrypt_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the encrypted image goes"},
        {"for", 0, OPTION_TEXT, &options.recipient, "PUBLIC", "public key of who may open it"},
        {"key", 'k', OPTION_TEXT, &options.key, "KEY", "private key that signed the image"},
        {"second-key", 0, OPTION_TEXT, &options.second_key, "KEY", "the other, if two signed it"},
        {"lms", 0, OPTION_TEXT, &options.lms, "KEY",
         "private LMS key, if one signed it; uses one of its 1024 signatures"},
        {"aes256", 0, OPTION_FLAG, &options.aes256, NULL, "encrypt with AES-256, not AES-128"},
        {"passphrase-file", 0, OPTION_TEXT, &options.passphrase_file, "FILE",
         "holds the passphrase (also: MPSEC_PASSPHRASE)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image encrypt --for PUBLIC --key KEY -o OUT [OPTION]... FILE",
        .summary = "Encrypt a signed image, and sign what came of it.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "The digest covers the flag that says \"encrypted\", so the image is signed anew.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    if (path == NULL) {
        return image_end(context, "encrypt", NULL, STATUS_USAGE);
    }
    struct encrypt_keys keys = {.first = {.name = NULL}};
    status = encrypt(context, path, &options, &keys);
    key_release(&keys.first);
    key_release(&keys.second);
    key_release(&keys.recipient);
    lms_key_release(&keys.lms);
    return status;
}
