// sign.h - makes signed images: plain, encrypted, and from signatures made elsewhere.
//
// Whatever is written here was judged first by the code that will judge it on the device.
#ifndef IMAGE_SIGN_H
#define IMAGE_SIGN_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"
#include "image/lms_key.h"
#include "image/writer.h"

#include <stdbool.h>

struct sign_request {
    struct draft_request draft;
    const struct key *signers[MPSEC_SIGNERS_MAX];
    size_t signer_count;         // 1 or 2, of different keys
    const struct lms_key *lms;   // signs beside the first signer; NULL: nobody does
    const struct key *recipient; // encrypts for this public key; NULL: not encrypted
};

// The LMS key and its public half in signers[0]->lms are given together or not at all. It signs
// last, so that no leaf is lost to an error before.
// Signs, and encrypts when there is a recipient: its ciphertext is then signed as well.
bool image_sign(struct arena *arena, struct diag *diag, const struct sign_request *request,
                struct mpsec_span *out);

// Encrypts a plain signed image and signs it anew, since the digest covers the flag that says
// "encrypted" (§7). The signers must be those that signed it, and its records our own.
bool image_encrypt(struct arena *arena, struct diag *diag, struct mpsec_span plain,
                   const struct sign_request *request, struct mpsec_span *out);

enum image_pending {
    PENDING_DRAFT,      // a draft: its digest awaits the first signature
    PENDING_SIGNER,     // a plain signed image: a second key may sign the same digest
    PENDING_CIPHERTEXT, // an encrypted image whose ciphertext is not signed by all its signers
};

// What a signature made elsewhere has to sign next.
struct image_request {
    enum image_pending pending;
    struct mpsec_image image; // digest and parts known so far
    uint8_t digest[MPSEC_DIGEST_SIZE];
};

// Reads a draft or an image. An input error when it is neither, or nothing is left to sign.
bool image_pending_find(struct arena *arena, struct diag *diag, struct mpsec_span bytes,
                        struct image_request *out);

// Attaches a signature, DER or 64 bytes r || s, by the public key `signer`. An input error when
// the signature does not hold, or the key has no business in this image.
bool image_attach(struct arena *arena, struct diag *diag, const struct image_request *request,
                  const struct key *signer, struct mpsec_span signature, struct mpsec_span *out);

#endif
