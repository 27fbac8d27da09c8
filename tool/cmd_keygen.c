// SPDX-License-Identifier: MIT
#include "command.h"

#include "image/keygen.h"
#include "image/lms_key.h"
#include "image/lms_state.h"

#include <stdio.h>

static enum status show(struct context *context, const struct keygen_request *request,
                        const char *id, const char *state)
{
    if (!context->json) {
        printf("%s\n  key id %s\n  %s\n", request->path, id,
               request->no_passphrase ? "NOT encrypted: whoever reads the file can sign"
                                      : "encrypted: AES-256-CBC, scrypt");
    }
    json_t *document = json_pack("{s:s, s:s, s:b}", "file", request->path, "key_id", id,
                                 "encrypted", !request->no_passphrase);
    if (state != NULL) {
        json_object_set_new(document, "state", json_string(state));
        json_object_set_new(document, "signatures", json_integer(MPSEC_LMS_LEAVES));
    }
    if (state != NULL && !context->json) {
        printf("  LMS: %lu signatures; never copy the key, nor restore %s from a copy\n",
               MPSEC_LMS_LEAVES, state);
    }
    if (request->public_path != NULL) {
        json_object_set_new(document, "public", json_string(request->public_path));
    }
    return command_end(context, "keygen", document, STATUS_CLEAN);
}

static enum status keygen(struct context *context, const struct keygen_request *request)
{
    AUTO_KEY key = {.name = NULL};
    if (!keygen_run(context->arena, &context->diag, request, &key)) {
        return command_end(context, "keygen", NULL, STATUS_USAGE);
    }
    return show(context, request, key_id_text(context->arena, key.id), NULL);
}

static enum status keygen_lms(struct context *context, const struct keygen_request *request)
{
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    uint8_t id[MPSEC_SHA256_SIZE];
    const struct mpsec_span whole = {public_key, sizeof public_key};
    if (!lms_keygen_run(context->arena, &context->diag, request, public_key)) {
        return command_end(context, "keygen", NULL, STATUS_USAGE);
    }
    mpsec_sha256(&whole, 1, id);
    return show(context, request, key_id_text(context->arena, id),
                lms_state_path(context->arena, request->path));
}

enum status cmd_keygen(struct context *context, int argc, char *argv[])
{
    struct keygen_request request = {.path = NULL};
    bool lms = false;
    const struct option table[] = {
        {"public", 'p', OPTION_TEXT, &request.public_path, "FILE", "write the public key as well"},
        {"lms", 0, OPTION_FLAG, &lms, NULL,
         "make a hash-based LMS key, to sign beside another one"},
        {"passphrase-file", 0, OPTION_TEXT, &request.passphrase_file, "FILE",
         "holds the passphrase (also: MPSEC_PASSPHRASE)"},
        {"no-passphrase", 0, OPTION_FLAG, &request.no_passphrase, NULL,
         "leave the private key unencrypted"},
    };
    const struct usage usage = {
        .synopsis = "mpsec keygen [OPTION]... FILE",
        .summary = "Make a key that signs images: ECDSA on P-256, encrypted PKCS#8.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "The passphrase comes from the file, from MPSEC_PASSPHRASE, or from you at the\n"
            "terminal. Existing files are never overwritten. An LMS key signs 1024 times; which\n"
            "of its signatures are used stands in FILE.state.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands != 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec keygen --help",
                   "keygen takes one file, not %d", operands);
    }
    if (request.no_passphrase && request.passphrase_file != NULL) {
        diag_input(&context->diag, NO_PLACE, "give one of them",
                   "--no-passphrase and --passphrase-file contradict each other");
    }
    if (diag_failed(&context->diag)) {
        return command_end(context, "keygen", NULL, STATUS_USAGE);
    }
    request.path = argv[0];
    return lms ? keygen_lms(context, &request) : keygen(context, &request);
}
