// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "base/file.h"
#include "image/release.h"

#include <string.h>

static const struct command subcommands[] = {
    {"romfs", cmd_image_romfs, "make the file system of an application folder"},
    {"ls", cmd_image_ls, "list the files in a ROMFS or an image"},
    {"sign", cmd_image_sign, "make a signed image, encrypted if asked"},
    {"verify", cmd_image_verify, "judge an image as a device would"},
    {"info", cmd_image_info, "show everything an image says of itself"},
    {"encrypt", cmd_image_encrypt, "encrypt a signed image for one device's key"},
    {"decrypt", cmd_image_decrypt, "open an encrypted image, writing its payload"},
    {"extract", cmd_image_extract, "write the payload of an image that is not encrypted"},
    {"digest", cmd_image_digest, "give what a key elsewhere has to sign"},
    {"attach", cmd_image_attach, "attach a signature that was made elsewhere"},
    {"seal", cmd_image_seal, "seal secrets for one device"},
    {"boot", cmd_image_boot, "sign a firmware for the boot ROM of the RP2350"},
};
enum { SUBCOMMAND_COUNT = sizeof subcommands / sizeof subcommands[0] };

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (strcmp(subcommands[i].name, name) == 0) {
            return &subcommands[i];
        }
    }
    return NULL;
}

static const char *list(struct arena *arena)
{
    const char *text = "Subcommands (mpsec image SUBCOMMAND --help tells more):";
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        text = arena_printf(arena, "%s\n  %-10s %s", text, subcommands[i].name,
                            subcommands[i].summary);
    }
    return text;
}

const char *image_operand(struct context *context, int operands, char *argv[])
{
    if (operands == 1) {
        return argv[0];
    }
    diag_input(&context->diag, NO_PLACE, "see mpsec image --help",
               "this takes one file or folder, not %d", operands);
    return NULL;
}

bool image_load(struct context *context, const char *what, const char *path, struct mpsec_span *out)
{
    struct file_bytes bytes;
    if (!file_load(context->arena, &context->diag, what, path, IMAGE_LIMIT, &bytes)) {
        return false;
    }
    *out = (struct mpsec_span){(const uint8_t *)bytes.data, bytes.size};
    return true;
}

bool image_save(struct context *context, const char *path, struct mpsec_span bytes)
{
    if (path == NULL) {
        diag_input(&context->diag, NO_PLACE, "add -o FILE", "nothing says where to write");
        return false;
    }
    return file_write(&context->diag, path, bytes.data, bytes.size);
}

bool image_draft_options(struct context *context, const struct draft_options *options,
                         struct draft_request *out)
{
    struct diag *diag = &context->diag;
    if (options->version == NULL || options->counter == NULL) {
        diag_input(diag, NO_PLACE, "add --version 1.0.0 --counter 1, say",
                   "an image has a version and a security counter, and both must be given");
        return false;
    }
    return release_version_parse(diag, options->version, &out->version) &&
           release_counter_parse(diag, "the security counter", options->counter, &out->counter) &&
           image_ids_parse(diag, options->vendor_id, options->class_id, &out->ids);
}

static bool load_lms(struct context *context, const char *path, struct key *key)
{
    uint8_t *lms = arena_alloc(context->arena, MPSEC_LMS_PUBLIC_SIZE, 1);
    key->lms = lms;
    return lms_public_load(context->arena, &context->diag, path, lms);
}

bool image_public_keys(struct context *context, const struct option_list *paths,
                       const struct option_list *lms, const struct key **out)
{
    if (paths->count == 0 || paths->count > MPSEC_KEYS_MAX) {
        diag_input(&context->diag, NO_PLACE, "add --key PUBLIC.pem",
                   "to verify takes 1 to %d public keys, not %zu: without one nothing is verified",
                   MPSEC_KEYS_MAX, paths->count);
        return false;
    }
    struct key *keys = ARENA_ARRAY(context->arena, struct key, paths->count);
    for (size_t i = 0; i < paths->count; i++) {
        if (!key_load_public(context->arena, &context->diag, paths->items[i], &keys[i]) ||
            (i < lms->count && !load_lms(context, lms->items[i], &keys[i]))) {
            return false;
        }
    }
    *out = keys;
    return true;
}

enum status image_end(struct context *context, const char *subcommand, json_t *document,
                      enum status status)
{
    json_t *whole = document != NULL ? document : json_object();
    json_object_set_new(whole, "subcommand", json_string(subcommand));
    return command_end(context, "image", whole, status);
}

enum status cmd_image(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec image SUBCOMMAND [OPTION]... FILE",
        .summary = "Make, sign, encrypt and judge application images.",
        .notes = list(context->arena),
    };
    if (argc > 1 && argv[1][0] != '-') {
        const struct command *subcommand = find(argv[1]);
        if (subcommand != NULL) {
            argv[1] = argv[0]; // mistakes in its options are mistakes of `image`
            return subcommand->run(context, argc - 1, argv + 1);
        }
        diag_input(&context->diag, NO_PLACE, "mpsec image --help lists the subcommands",
                   "there is no subcommand '%s'", argv[1]);
        return command_end(context, "image", NULL, STATUS_USAGE);
    }
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    diag_input(&context->diag, NO_PLACE, "mpsec image --help lists the subcommands",
               "a subcommand is missing");
    return command_end(context, "image", NULL, STATUS_USAGE);
}
