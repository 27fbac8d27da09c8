// verdict.h - judges an image as the device would, and says why in words.
//
// Form and trust are decided by the core (mpsec/image.h, mpsec/image_verify.h) and nowhere else.
#ifndef IMAGE_VERDICT_H
#define IMAGE_VERDICT_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"
#include "image/uuid.h"

#include <jansson.h>
#include <stdbool.h>

struct judge_request {
    const struct key *keys;           // trusted, all with the role of a release key
    size_t key_count;                 // 1 to MPSEC_KEYS_MAX
    uint32_t signers;                 // how many different ones must have signed: 1 or 2
    uint32_t floor;                   // of the security counter
    struct image_ids ids;             // what the image must carry, where given
    const struct key *decryption_key; // NULL: judge an encrypted image as it is stored
};

struct judgement {
    bool accepted;
    const char *word;   // "admitted", "authentic", "refused", "cannot tell"
    const char *name;   // of the error or verdict that decided, as the specification has it
    const char *reason; // one sentence
    enum mpsec_err form;
    enum mpsec_verdict verdict;  // when the form is right
    struct mpsec_image image;    // likewise
    struct mpsec_span plaintext; // of the payload, when it was admitted
};

// False when it could not be judged, after reporting. A refusal is a judgement.
bool image_judge(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                 const struct judge_request *request, struct judgement *out);

// The name of an error or verdict as the specification has it, and what it means.
const char *image_error_name(enum mpsec_err err);
const char *image_error_text(enum mpsec_err err);
const char *image_verdict_name(enum mpsec_verdict verdict);
const char *image_verdict_text(enum mpsec_verdict verdict);

// {"accepted", "verdict", "name", "reason"}
json_t *judgement_to_json(const struct judgement *judgement);

#endif
