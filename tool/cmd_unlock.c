// SPDX-License-Identifier: MIT
#include "cmd_unlock.h"

#include "unlock/door.h"

#include <stdio.h>

// Signs a challenge; NULL after an error.
static const char *sign(struct context *context, const struct unlock_request *request,
                        const struct challenge *asked)
{
    AUTO_KEY key = {.name = NULL};
    if (!context->json) { // the technician's only chance to notice a wrong device
        fputs(challenge_text(context->arena, asked), stdout);
    }
    if (!key_load_private(context->arena, &context->diag, request->key, request->passphrase_file,
                          &key)) {
        return NULL;
    }
    return challenge_answer(context->arena, &context->diag, asked, &key);
}

static json_t *offline(struct context *context, const struct unlock_request *request)
{
    struct challenge asked;
    if (!challenge_from(context->arena, &context->diag, request->challenge, &asked)) {
        return NULL;
    }
    const char *line = sign(context, request, &asked);
    if (line == NULL) {
        return NULL;
    }
    if (!context->json) {
        printf("%s\n", line);
    }
    return json_pack("{s:s, s:s?, s:I, s:s, s:s}", "device", asked.device, "application",
                     asked.application, "attempt", (json_int_t)asked.attempt, "scopes",
                     scopes_text(context->arena, asked.scopes), "answer", line);
}

// One question to the device. `*status` says whether the door is where the technician wants it.
static json_t *ask(struct context *context, const struct unlock_request *request, const char *line,
                   enum status *status)
{
    const char *said = NULL;
    if (line == NULL || !door_ask(context->arena, &context->diag, request->port, line, &said)) {
        return NULL;
    }
    const enum door_word word = door_word(said);
    *status = word == DOOR_OPEN || word == DOOR_CHALLENGE ? STATUS_CLEAN : STATUS_FINDINGS;
    if (!context->json) {
        printf("%s\n", said != NULL ? said
                                    : "the device is silent: it has no service door, or "
                                      "its application keeps the console");
    }
    return json_pack("{s:s?}", "said", said);
}

static json_t *online(struct context *context, const struct unlock_request *request,
                      enum status *status)
{
    uint32_t bits;
    struct challenge asked;
    if (request->answer != NULL) {
        return ask(context, request, answer_line(context->arena, &context->diag, request->answer),
                   status);
    }
    if (!unlock_scopes(context, request, &bits)) {
        return NULL;
    }
    const char *line = arena_printf(context->arena, "mpsec: unlock %02x", bits);
    json_t *document = ask(context, request, line, status);
    const char *said = json_string_value(json_object_get(document, "said"));
    if (request->request || door_word(said) != DOOR_CHALLENGE) {
        return document;
    }
    const bool good = challenge_from(context->arena, &context->diag, said, &asked);
    json_decref(document);
    document = good ? ask(context, request, sign(context, request, &asked), status) : NULL;
    if (document != NULL && *status == STATUS_CLEAN &&
        !unlock_serve(context, request, document, status)) {
        json_decref(document);
        document = NULL;
    }
    return document;
}

static bool is_sensible(struct context *context, const struct unlock_request *request)
{
    const bool away = request->challenge != NULL;
    const bool signs = away || (!request->request && request->answer == NULL);
    if (away == (request->port != NULL) || (request->request && request->answer != NULL)) {
        diag_input(&context->diag, NO_PLACE, "see mpsec unlock --help",
                   "unlock takes a serial port, or --challenge alone");
    } else if (unlock_work(request) != 0 && (away || request->request || request->answer != NULL)) {
        diag_input(&context->diag, NO_PLACE, "give PORT and --key",
                   "nothing can be done behind a door that is not opened in the same run");
    } else if (signs != (request->key != NULL)) {
        diag_input(&context->diag, NO_PLACE, "see mpsec unlock --help",
                   signs ? "the service key is missing: --key"
                         : "nothing is signed here: no --key");
    }
    return !diag_failed(&context->diag);
}

enum status cmd_unlock(struct context *context, int argc, char *argv[])
{
    struct unlock_request request = {.port = NULL};
    const struct option table[] = {
        {"key", 'k', OPTION_TEXT, &request.key, "KEY", "the service key: PEM file or pkcs11: URI"},
        {"passphrase-file", 0, OPTION_TEXT, &request.passphrase_file, "FILE",
         "holds the passphrase (also: MPSEC_PASSPHRASE)"},
        {"scope", 's', OPTION_TEXT, &request.scope, "WORDS",
         "of log, read, prompt, update, erase; log by default"},
        {"request", 'r', OPTION_FLAG, &request.request, NULL, "only fetch the challenge"},
        {"challenge", 'c', OPTION_TEXT, &request.challenge, "TEXT",
         "sign this one, without a port"},
        {"answer", 'a', OPTION_TEXT, &request.answer, "TEXT", "send an answer made elsewhere"},
        {"update", 'u', OPTION_TEXT, &request.update, "IMAGE", "send this image, and restart"},
        {"read", 0, OPTION_TEXT, &request.read, "PATH", "print this file of the device"},
        {"erase", 0, OPTION_FLAG, &request.erase, NULL,
         "erase the device's data and secrets, and restart"},
    };
    const struct usage usage = {
        "mpsec unlock [OPTION]... [PORT]", "Open the service door of a device for one boot.", table,
        sizeof table / sizeof table[0],
        "PORT is the serial port of the device. Exit status 1: the device refused, asked to wait,\n"
        "or was silent. --update, --read and --erase ask for the scopes that they need."};
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands > 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec unlock --help",
                   "unlock takes one serial port, not %d", operands);
    }
    request.port = operands > 0 ? argv[0] : NULL;
    json_t *document = NULL;
    if (is_sensible(context, &request)) {
        document =
            request.port != NULL ? online(context, &request, &status) : offline(context, &request);
    }
    return command_end(context, "unlock", document, document != NULL ? status : STATUS_CLEAN);
}
