// SPDX-License-Identifier: MIT
#include "unlock/door.h"

#include "base/hex.h"
#include "mpsec/crypto.h"
#include "mpsec/der.h"

#include <string.h>

enum {
    DEVICE_SIZE = 16,
    APPLICATION_AT = 32,
    APPLICATION_SIZE = 32,
    ATTEMPT_AT = 64,
    SCOPES_AT = 68,
};

static const char challenge_word[] = "mpsec: challenge ";
static const char answer_word[] = "mpsec: answer ";
static const char domain[] = "mpsec-unlock-1";

static const struct {
    const char *word;
    uint32_t bit;
} scopes[] = {{"log", 0x01}, {"read", 0x02}, {"prompt", 0x04}, {"update", 0x08}, {"erase", 0x10}};

enum { SCOPE_COUNT = sizeof scopes / sizeof *scopes };

static uint32_t scope_bit(const char *word)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (strcmp(scopes[i].word, word) == 0) {
            return scopes[i].bit;
        }
    }
    return 0;
}

bool scopes_from(struct arena *arena, struct diag *diag, const char *words, uint32_t *bits)
{
    char *rest = arena_strdup(arena, words);
    *bits = 0;
    for (char *save = NULL, *word = strtok_r(rest, ",", &save); word != NULL;
         word = strtok_r(NULL, ",", &save)) {
        const uint32_t bit = scope_bit(word);
        if (bit == 0) {
            diag_input(diag, NO_PLACE, "a list of log, read, prompt, update, erase",
                       "there is no scope '%s'", word);
            return false;
        }
        *bits |= bit;
    }
    if (*bits == 0) {
        diag_input(diag, NO_PLACE, "a list of log, read, prompt, update, erase",
                   "no scope is asked for");
    }
    return *bits != 0;
}

const char *scopes_text(struct arena *arena, uint32_t bits)
{
    const char *text = "";
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if ((bits & scopes[i].bit) != 0) {
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : ",", scopes[i].word);
        }
    }
    return text;
}

// Skips the device's own word, so that a whole line can be pasted.
static const char *behind(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0 ? text + strlen(word) : text;
}

bool challenge_from(struct arena *arena, struct diag *diag, const char *text, struct challenge *out)
{
    static const uint8_t nothing[APPLICATION_SIZE];
    *out = (struct challenge){.attempt = 0};
    if (!hex_to_bytes(behind(text, challenge_word), out->bytes, sizeof out->bytes)) {
        diag_input(diag, NO_PLACE, "paste the device's line whole",
                   "a challenge is %d hexadecimal digits", 2 * DOOR_CHALLENGE_SIZE);
        return false;
    }
    out->device = hex_text(arena, out->bytes, DEVICE_SIZE);
    if (memcmp(&out->bytes[APPLICATION_AT], nothing, sizeof nothing) != 0) {
        out->application = hex_text(arena, &out->bytes[APPLICATION_AT], APPLICATION_SIZE);
    }
    for (int i = 3; i >= 0; i--) {
        out->attempt = out->attempt << 8 | out->bytes[ATTEMPT_AT + i];
    }
    out->scopes = out->bytes[SCOPES_AT];
    return true;
}

const char *challenge_text(struct arena *arena, const struct challenge *asked)
{
    return arena_printf(
        arena, "device       %s\napplication  %s\nattempt      %u\nscopes       %s\n",
        asked->device, asked->application != NULL ? asked->application : "none runs",
        asked->attempt, scopes_text(arena, asked->scopes));
}

// DER's integer as 32 bytes.
static void put_scalar(struct mpsec_span scalar, uint8_t out[MPSEC_SCALAR_SIZE])
{
    memset(out, 0, MPSEC_SCALAR_SIZE);
    memcpy(out + MPSEC_SCALAR_SIZE - scalar.size, scalar.data, scalar.size);
}

const char *challenge_answer(struct arena *arena, struct diag *diag, const struct challenge *asked,
                             const struct key *key)
{
    const struct mpsec_span parts[] = {
        {(const uint8_t *)domain, sizeof domain - 1},
        {asked->bytes, sizeof asked->bytes},
    };
    uint8_t digest[MPSEC_SHA256_SIZE], raw[MPSEC_P256_SIGNATURE_SIZE];
    struct signature signature;
    struct mpsec_der_signature der;
    mpsec_sha256(parts, sizeof parts / sizeof *parts, digest);
    if (!key_sign(diag, key, digest, &signature)) {
        return NULL;
    }
    const struct mpsec_span bytes = {signature.der, signature.size};
    if (mpsec_der_signature_parse(bytes, &der) != MPSEC_OK) {
        diag_environment(diag, NO_PLACE, NULL, "%s gave a signature that is no canonical DER",
                         key->name);
        return NULL;
    }
    put_scalar(der.r, raw);
    put_scalar(der.s, raw + MPSEC_SCALAR_SIZE);
    return arena_printf(arena, "%s%s", answer_word, hex_text(arena, raw, sizeof raw));
}

const char *answer_line(struct arena *arena, struct diag *diag, const char *text)
{
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE];
    if (!hex_to_bytes(behind(text, answer_word), raw, sizeof raw)) {
        diag_input(diag, NO_PLACE, "paste what mpsec unlock --challenge printed",
                   "an answer is %d hexadecimal digits", 2 * MPSEC_P256_SIGNATURE_SIZE);
        return NULL;
    }
    return arena_printf(arena, "%s%s", answer_word, hex_text(arena, raw, sizeof raw));
}
