// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/release.h"

#include <stdio.h>

struct verify_options {
    struct option_list keys, lms;
    const char *decryption_key, *passphrase_file, *floor, *vendor_id, *class_id;
    long signers;
};

static bool prepare(struct context *context, const struct verify_options *options,
                    struct judge_request *request)
{
    if (options->signers < 1 || options->signers > MPSEC_SIGNERS_MAX) {
        diag_input(&context->diag, NO_PLACE, NULL, "--signers is 1 or 2, not %ld",
                   options->signers);
        return false;
    }
    if (options->lms.count > options->keys.count) {
        diag_input(&context->diag, NO_PLACE, NULL,
                   "each --lms belongs to the --key in the same place, and there are more of them");
        return false;
    }
    request->signers = (uint32_t)options->signers;
    request->key_count = options->keys.count;
    return image_public_keys(context, &options->keys, &options->lms, &request->keys) &&
           (options->floor == NULL ||
            release_counter_parse(&context->diag, "the floor", options->floor, &request->floor)) &&
           image_ids_parse(&context->diag, options->vendor_id, options->class_id, &request->ids);
}

// An LMS signature counts only for a key whose LMS half is known: say when none was judged.
static bool leaves_lms(const struct judgement *judgement, const struct judge_request *request)
{
    size_t signatures = 0;
    size_t keys = 0;
    for (size_t i = 0; i < judgement->image.signer_count; i++) {
        signatures += judgement->image.signers[i].lms.size > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < request->key_count; i++) {
        keys += request->keys[i].lms != NULL ? 1 : 0;
    }
    return keys < signatures;
}

static void show(const char *path, const struct judgement *judgement,
                 const struct judge_request *request)
{
    printf("%s: %s: %s\n", path, judgement->word, judgement->reason);
    if (judgement->accepted) {
        const struct mpsec_version version = judgement->image.version;
        printf("  version %u.%u.%u+%u, security counter %u\n", version.major, version.minor,
               version.revision, version.build, judgement->image.security_counter);
        if (leaves_lms(judgement, request)) {
            printf("  its LMS signature was not judged: give --lms PUBLIC\n");
        }
    }
}

static enum status verify(struct context *context, const char *path,
                          const struct judge_request *request)
{
    struct mpsec_span bytes;
    struct judgement judgement;
    if (!image_load(context, "image", path, &bytes) ||
        !image_judge(context->arena, &context->diag, bytes, request, &judgement)) {
        return image_end(context, "verify", NULL, STATUS_USAGE);
    }
    if (!context->json) {
        show(path, &judgement, request);
    }
    json_t *document =
        json_pack("{s:s, s:o}", "file", path, "judgement", judgement_to_json(&judgement));
    if (judgement.accepted) {
        json_object_set_new(document, "lms_judged", json_boolean(!leaves_lms(&judgement, request)));
    }
    return image_end(context, "verify", document,
                     judgement.accepted ? STATUS_CLEAN : STATUS_FINDINGS);
}

enum status cmd_image_verify(struct context *context, int argc, char *argv[])
{
    struct verify_options options = {.signers = 1};
    const struct option table[] = {
        {"key", 'k', OPTION_LIST, &options.keys, "PUBLIC",
         "trusted public key; may be given several times"},
        {"lms", 0, OPTION_LIST, &options.lms, "PUBLIC",
         "LMS key that must sign beside it; the first with the first"},
        {"signers", 0, OPTION_NUMBER, &options.signers, "N",
         "how many different keys must have signed: 1 or 2"},
        {"counter", 0, OPTION_TEXT, &options.floor, "N", "refuse a security counter below N"},
        {"vendor-id", 0, OPTION_TEXT, &options.vendor_id, "ID", "it must be for this vendor"},
        {"class-id", 0, OPTION_TEXT, &options.class_id, "ID", "and for this class of device"},
        {"decrypt-key", 0, OPTION_TEXT, &options.decryption_key, "KEY",
         "private key that opens an encrypted image"},
        {"passphrase-file", 0, OPTION_TEXT, &options.passphrase_file, "FILE",
         "holds its passphrase (also: MPSEC_PASSPHRASE)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image verify --key PUBLIC [OPTION]... FILE",
        .summary = "Judge an image as a device would that trusts these keys.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "Without the key that opens it, an encrypted image is authentic when its signers\n"
                 "signed the ciphertext too; where they did not, nobody can tell, and the status\n"
                 "is 1.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    struct judge_request request = {.key_count = 0};
    AUTO_KEY opener = {.name = NULL};
    if (path == NULL || !prepare(context, &options, &request)) {
        return image_end(context, "verify", NULL, STATUS_USAGE);
    }
    if (options.decryption_key != NULL) {
        if (!key_load_private(context->arena, &context->diag, options.decryption_key,
                              options.passphrase_file, &opener)) {
            return image_end(context, "verify", NULL, STATUS_USAGE);
        }
        request.decryption_key = &opener;
    }
    return verify(context, path, &request);
}
