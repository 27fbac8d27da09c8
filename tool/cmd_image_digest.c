// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "image/sign.h"

#include <stdio.h>

struct digest_options {
    struct draft_options draft;
    const char *output, *raw;
};

static const char *pending_word(enum image_pending pending)
{
    switch (pending) {
    case PENDING_DRAFT:
        return "the first signature";
    case PENDING_SIGNER:
        return "a second signer's signature";
    case PENDING_CIPHERTEXT:
        return "the signature of the ciphertext";
    }
    return "";
}

// With a version the file is a payload, and a draft is made of it; else it is a draft or image.
static bool find(struct context *context, const char *path, const struct digest_options *options,
                 struct image_request *out)
{
    struct draft_request request = {.encryption = 0};
    struct mpsec_span bytes;
    const bool is_payload = options->draft.version != NULL || options->draft.counter != NULL;
    if (!is_payload) {
        return image_load(context, "draft or image", path, &bytes) &&
               image_pending_find(context->arena, &context->diag, bytes, out);
    }
    return image_draft_options(context, &options->draft, &request) &&
           image_load(context, "payload", path, &request.payload) &&
           draft_make(context->arena, &context->diag, &request, &bytes) &&
           image_save(context, options->output, bytes) &&
           image_pending_find(context->arena, &context->diag, bytes, out);
}

enum status cmd_image_digest(struct context *context, int argc, char *argv[])
{
    struct digest_options options = {.output = NULL};
    const struct option table[] = {
        DRAFT_OPTIONS(&options.draft),
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the draft of a payload goes"},
        {"raw", 0, OPTION_TEXT, &options.raw, "FILE", "write the 32 bytes of the digest"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image digest [OPTION]... FILE",
        .summary = "Give the digest that a key elsewhere has to sign.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "With --version and --counter FILE is a payload, and its draft is written: exactly\n"
            "the bytes that are hashed. Without, FILE is a draft, a signed image that a second\n"
            "key will sign, or an encrypted image whose ciphertext is not signed yet.\n"
            "Sign the 32 bytes as they are (ECDSA on P-256), then: mpsec image attach.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    struct image_request request;
    if (path == NULL || !find(context, path, &options, &request)) {
        return image_end(context, "digest", NULL, STATUS_USAGE);
    }
    const struct mpsec_span digest = {request.digest, sizeof request.digest};
    if (options.raw != NULL && !image_save(context, options.raw, digest)) {
        return image_end(context, "digest", NULL, STATUS_USAGE);
    }
    const char *text = key_id_text(context->arena, request.digest);
    if (!context->json) {
        puts(text);
    }
    json_t *document =
        json_pack("{s:s, s:s}", "digest", text, "awaits", pending_word(request.pending));
    return image_end(context, "digest", document, STATUS_CLEAN);
}
