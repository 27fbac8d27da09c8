// SPDX-License-Identifier: MIT
#include "image/verdict.h"

#include "image/ecies.h"

#include <string.h>

static const struct {
    enum mpsec_verdict verdict;
    const char *name;
    const char *text;
} rows[] = {
#define ROW(name, text)   \
    {                     \
        name, #name, text \
    }
    ROW(MPSEC_VERDICT_ADMIT, "every rule of the policy holds"),
    ROW(MPSEC_VERDICT_DENY_POLICY, "the policy itself asks for nothing"),
    ROW(MPSEC_VERDICT_DENY_DIGEST, "the bytes are not those that were signed"),
    ROW(MPSEC_VERDICT_DENY_KEY, "it is signed by a key that is not among the trusted ones"),
    ROW(MPSEC_VERDICT_DENY_REVOKED, "the signer's key is revoked"),
    ROW(MPSEC_VERDICT_DENY_ROLE, "the signer's key is not for this"),
    ROW(MPSEC_VERDICT_DENY_SIGNATURE, "a signature does not hold"),
    ROW(MPSEC_VERDICT_DENY_SIGNERS, "too few different keys have signed"),
    ROW(MPSEC_VERDICT_DENY_CLASS, "it is for another vendor or device class"),
    ROW(MPSEC_VERDICT_DENY_ROLLBACK, "its security counter is below the floor"),
    ROW(MPSEC_VERDICT_DENY_LMS, "the LMS signature that its signer's key asks for is missing, or "
                                "does not hold"),
    ROW(MPSEC_VERDICT_AUTHENTIC, "its signers made it as it is stored; it was not decrypted"),
    ROW(MPSEC_VERDICT_CANNOT_TELL, "it is encrypted, its ciphertext is not signed, and without "
                                   "the decryption key nobody can tell"),
#undef ROW
};

static const struct {
    const char *name;
    const char *text;
} errors[] = {
#define ROW(name, text) {#name, text},
    MPSEC_ERRORS(ROW)
#undef ROW
};

const char *image_error_name(enum mpsec_err err)
{
    return errors[err].name;
}

const char *image_error_text(enum mpsec_err err)
{
    return errors[err].text;
}

static size_t row_of(enum mpsec_verdict verdict)
{
    size_t i = 0;
    while (i < sizeof rows / sizeof rows[0] - 1 && rows[i].verdict != verdict) {
        i++;
    }
    return i;
}

const char *image_verdict_name(enum mpsec_verdict verdict)
{
    return rows[row_of(verdict)].name;
}

const char *image_verdict_text(enum mpsec_verdict verdict)
{
    return rows[row_of(verdict)].text;
}

static void refuse(struct judgement *out, const char *word, const char *reason)
{
    out->accepted = false;
    out->word = word;
    out->reason = reason;
}

static void conclude(struct judgement *out)
{
    out->name = image_verdict_name(out->verdict);
    out->reason = image_verdict_text(out->verdict);
    if (out->verdict == MPSEC_VERDICT_ADMIT) {
        out->word = "admitted";
    } else if (out->verdict == MPSEC_VERDICT_AUTHENTIC) {
        out->word = "authentic";
    } else {
        refuse(out, out->verdict == MPSEC_VERDICT_CANNOT_TELL ? "cannot tell" : "refused",
               out->reason);
        return;
    }
    out->accepted = true;
}

static struct mpsec_span id_span(const struct uuid *uuid)
{
    return (struct mpsec_span){uuid->bytes, uuid->given ? UUID_SIZE : 0};
}

static struct mpsec_policy policy_of(const struct judge_request *request,
                                     struct mpsec_key entries[MPSEC_KEYS_MAX])
{
    const size_t count =
        request->key_count < MPSEC_KEYS_MAX ? request->key_count : (size_t)MPSEC_KEYS_MAX;
    for (size_t i = 0; i < count; i++) {
        entries[i] = key_entry(&request->keys[i], MPSEC_ROLE_RELEASE);
    }
    return (struct mpsec_policy){
        .keys = entries,
        .key_count = count,
        .roles = MPSEC_ROLE_RELEASE,
        .signers = request->signers,
        .security_counter = request->floor,
        .vendor_id = id_span(&request->ids.vendor),
        .class_id = id_span(&request->ids.class),
    };
}

// With the key at hand: a ciphertext that is signed must hold before the key meets it.
static bool judge_opened(struct arena *arena, struct diag *diag,
                         const struct judge_request *request, const struct mpsec_policy *policy,
                         struct judgement *out)
{
    const struct mpsec_image *image = &out->image;
    if (image->signers[0].ciphertext_signature.size > 0) {
        out->verdict = mpsec_image_authenticate(image, policy);
        if (out->verdict != MPSEC_VERDICT_AUTHENTIC) {
            conclude(out);
            return true;
        }
    }
    uint8_t *plaintext = arena_alloc(arena, image->payload.size, 1);
    switch (ecies_decrypt(diag, request->decryption_key, image, plaintext)) {
    case ECIES_FAILED:
        return false;
    case ECIES_REFUSED:
        out->verdict = MPSEC_VERDICT_DENY_DIGEST;
        out->name = "DECRYPTION";
        refuse(out, "refused", "the decryption key does not open it: made for another, or changed");
        return true;
    case ECIES_OPENED:
        break;
    }
    const struct mpsec_span opened = {plaintext, image->payload.size};
    out->verdict = mpsec_image_verify(image, opened, policy);
    conclude(out);
    if (out->accepted) {
        out->plaintext = opened;
    }
    return true;
}

bool image_judge(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                 const struct judge_request *request, struct judgement *out)
{
    *out = (struct judgement){.verdict = MPSEC_VERDICT_DENY_POLICY};
    out->form = mpsec_image_parse(bytes, &out->image);
    if (out->form != MPSEC_OK) {
        out->name = image_error_name(out->form);
        refuse(out, "refused", image_error_text(out->form));
        return true;
    }
    struct mpsec_key entries[MPSEC_KEYS_MAX];
    const struct mpsec_policy policy = policy_of(request, entries);
    if (out->image.encryption.size == 0) {
        out->verdict = mpsec_image_verify(&out->image, out->image.payload, &policy);
        conclude(out);
        out->plaintext = out->accepted ? out->image.payload : out->plaintext;
        return true;
    }
    if (request->decryption_key != NULL) {
        return judge_opened(arena, diag, request, &policy, out);
    }
    out->verdict = mpsec_image_authenticate(&out->image, &policy);
    conclude(out);
    return true;
}

json_t *judgement_to_json(const struct judgement *judgement)
{
    return json_pack("{s:b, s:s, s:s, s:s}", "accepted", judgement->accepted, "verdict",
                     judgement->word, "name", judgement->name, "reason", judgement->reason);
}
