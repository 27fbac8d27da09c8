// SPDX-License-Identifier: MIT
#include "image/forge.h"

#include "image/device_keys.h"
#include "image/release.h"
#include "image/sign.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>

enum { PAYLOAD_SIZE_AT = 12 };

static bool by_nobody(struct arena *arena, struct diag *diag, const struct draft_request *wanted,
                      struct mpsec_span *out)
{
    struct mpsec_span draft;
    struct mpsec_image image;
    if (!draft_make(arena, diag, wanted, &draft)) {
        return false;
    }
    if (draft_parse(arena, draft, &image) != MPSEC_OK) {
        diag_input(diag, NO_PLACE, NULL, "the draft of a forged image cannot be read");
        return false;
    }
    *out = image_write(arena, &image);
    return true;
}

static bool by_stranger(struct arena *arena, struct diag *diag, struct sign_request *wanted,
                        struct mpsec_span *out)
{
    struct key stranger = {0};
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    if (pair == NULL || !key_of_pair(pair, "a stranger's key", &stranger)) {
        EVP_PKEY_free(pair);
        diag_environment(diag, NO_PLACE, NULL, "OpenSSL makes no key");
        return false;
    }
    wanted->signers[0] = &stranger;
    wanted->signer_count = 1;
    const bool good = image_sign(arena, diag, wanted, out);
    key_release(&stranger);
    return good;
}

static bool by_borrowing(struct arena *arena, struct diag *diag,
                         const struct forge_request *request, const struct draft_request *draft,
                         struct mpsec_span *out)
{
    struct mpsec_image image;
    if (request->genuine.size == 0) { // of a device without one nothing can be borrowed
        struct sign_request own = {.draft = *draft};
        return by_stranger(arena, diag, &own, out);
    }
    if (mpsec_image_parse(request->genuine, &image) != MPSEC_OK) {
        diag_input(diag, NO_PLACE, NULL, "the genuine image cannot be read");
        return false;
    }
    const size_t head = (size_t)(image.payload.data - request->genuine.data);
    const size_t behind = head + image.payload.size;
    const size_t tail = request->genuine.size - behind;
    uint8_t *bytes = arena_alloc(arena, head + request->payload.size + tail, 1);
    memcpy(bytes, request->genuine.data, head);
    for (unsigned i = 0; i < 4; i++) {
        bytes[PAYLOAD_SIZE_AT + i] = (uint8_t)(request->payload.size >> (8 * i));
    }
    memcpy(bytes + head, request->payload.data, request->payload.size);
    memcpy(bytes + head + request->payload.size, request->genuine.data + behind, tail);
    *out = (struct mpsec_span){bytes, head + request->payload.size + tail};
    return true;
}

bool image_forge(struct arena *arena, struct diag *diag, const struct forge_request *request,
                 struct mpsec_span *out)
{
    struct sign_request wanted = {
        .draft = {.payload = request->payload, .version = {1, 0, 0, 0}, .counter = 1}};
    const char *counter = request->model->application.counter;
    if (!device_ids(diag, request->model, &wanted.draft.ids) ||
        (counter != NULL && !release_counter_parse(diag, "the counter of the application", counter,
                                                   &wanted.draft.counter))) {
        return false;
    }
    switch (request->forgery) {
    case FORGERY_UNSIGNED:
        return by_nobody(arena, diag, &wanted.draft, out);
    case FORGERY_STRANGER:
        return by_stranger(arena, diag, &wanted, out);
    case FORGERY_BORROWED:
        break;
    }
    return by_borrowing(arena, diag, request, &wanted.draft, out);
}
