// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/info.h"
#include "image/sign.h"

#include <stdio.h>

struct sign_options {
    struct draft_options draft;
    const char *output, *key, *second_key, *lms, *passphrase_file, *encrypt_for;
    bool aes256;
};

struct sign_keys {
    struct key first, second, recipient;
    struct lms_key lms;
};

static bool load_keys(struct context *context, const struct sign_options *options,
                      struct sign_keys *keys)
{
    struct arena *arena = context->arena;
    struct diag *diag = &context->diag;
    if (options->key == NULL) {
        diag_input(diag, NO_PLACE, "add --key PRIVATE.pem", "an image is signed by a key");
        return false;
    }
    return key_load_private(arena, diag, options->key, options->passphrase_file, &keys->first) &&
           (options->second_key == NULL ||
            key_load_private(arena, diag, options->second_key, options->passphrase_file,
                             &keys->second)) &&
           (options->lms == NULL ||
            lms_key_load(arena, diag, options->lms, options->passphrase_file, &keys->lms)) &&
           (options->encrypt_for == NULL ||
            key_load_public(arena, diag, options->encrypt_for, &keys->recipient));
}

static void show(struct context *context, const char *path, const json_t *info)
{
    printf("%s\n%s", path, image_info_text(context->arena, info));
}

static enum status sign(struct context *context, const char *path,
                        const struct sign_options *options, struct sign_keys *keys)
{
    struct sign_request request = {.signers = {&keys->first, &keys->second}, .signer_count = 1};
    struct mpsec_span image;
    if (!image_draft_options(context, &options->draft, &request.draft) ||
        !image_load(context, "payload", path, &request.draft.payload) ||
        !load_keys(context, options, keys)) {
        return image_end(context, "sign", NULL, STATUS_USAGE);
    }
    if (options->second_key != NULL) {
        request.signer_count = 2;
    }
    if (options->lms != NULL) {
        request.lms = &keys->lms;
        keys->first.lms = keys->lms.public_key;
    }
    if (options->encrypt_for != NULL) {
        request.recipient = &keys->recipient;
        request.draft.encryption = options->aes256 ? MPSEC_FLAG_AES256 : MPSEC_FLAG_AES128;
    }
    if (!image_sign(context->arena, &context->diag, &request, &image) ||
        !image_save(context, options->output, image)) {
        return image_end(context, "sign", NULL, STATUS_USAGE);
    }
    json_t *info = image_info(context->arena, image);
    if (!context->json) {
        show(context, options->output, info);
    }
    return image_end(context, "sign", json_pack("{s:o}", "image", info), STATUS_CLEAN);
}

enum status cmd_image_sign(struct context *context, int argc, char *argv[])
{
    struct sign_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the image goes"},
        {"key", 'k', OPTION_TEXT, &options.key, "KEY", "private key, PEM file or pkcs11: URI"},
        DRAFT_OPTIONS(&options.draft),
        {"second-key", 0, OPTION_TEXT, &options.second_key, "KEY", "a second signer"},
        {"lms", 0, OPTION_TEXT, &options.lms, "KEY",
         "private LMS key that signs beside --key; uses one of its 1024 signatures"},
        {"encrypt-for", 0, OPTION_TEXT, &options.encrypt_for, "PUBLIC",
         "encrypt for the holder of this public key"},
        {"aes256", 0, OPTION_FLAG, &options.aes256, NULL, "encrypt with AES-256, not AES-128"},
        {"passphrase-file", 0, OPTION_TEXT, &options.passphrase_file, "FILE",
         "holds the passphrase (also: MPSEC_PASSPHRASE)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image sign [OPTION]... PAYLOAD",
        .summary = "Make a signed application image of a payload, usually a ROMFS.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    if (options.aes256 && options.encrypt_for == NULL) {
        diag_input(&context->diag, NO_PLACE, "add --encrypt-for PUBLIC",
                   "--aes256 says how to encrypt, and nothing is encrypted");
    }
    if (diag_failed(&context->diag)) {
        return image_end(context, "sign", NULL, STATUS_USAGE);
    }
    struct sign_keys keys = {.first = {.name = NULL}};
    status = sign(context, path, &options, &keys);
    key_release(&keys.first);
    key_release(&keys.second);
    key_release(&keys.recipient);
    lms_key_release(&keys.lms);
    return status;
}
