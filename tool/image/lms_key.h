// lms_key.h - LMS keys in files: docs/spec/lms-key.md.
//
// The private half is PKCS#8 as that of other keys is, the public one a SubjectPublicKeyInfo.
#ifndef IMAGE_LMS_KEY_H
#define IMAGE_LMS_KEY_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/keygen.h"
#include "image/lms_sign.h"

#include <stdbool.h>

struct lms_key {
    const char *path; // borrowed; the state stands beside it
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    struct lms_secret *secret; // in the arena
};

struct lms_signature {
    uint32_t leaf;
    uint8_t bytes[MPSEC_LMS_SIGNATURE_SIZE];
};

// Makes a key, its state and, where asked, the file of its public half. Nothing is overwritten.
// `public_key` becomes the public half.
bool lms_keygen_run(struct arena *arena, struct diag *diag, const struct keygen_request *request,
                    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE]);

// Loads a private key; release it with lms_key_release(). An input error when the file is none,
// does not open, or its parts contradict each other.
bool lms_key_load(struct arena *arena, struct diag *diag, const char *path,
                  const char *passphrase_file, struct lms_key *out);

// The public half of a file that lms_keygen_run() wrote; an input error for any other.
bool lms_public_load(struct arena *arena, struct diag *diag, const char *path,
                     uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE]);

// Signs once: takes the next leaf of the key's state for good, then uses it. What does not verify
// does not leave.
bool lms_key_sign(struct arena *arena, struct diag *diag, const struct lms_key *key,
                  struct mpsec_span message, struct lms_signature *out);

// Wipes the seed; an all-zero key is allowed.
void lms_key_release(struct lms_key *key);
#define AUTO_LMS_KEY __attribute__((cleanup(lms_key_release))) struct lms_key

#endif
