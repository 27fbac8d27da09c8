// lms_sign.h - the signer's half of LMS (mpsec/lms.h): makes trees and signatures.
//
// Arithmetic only. Which leaf may be used is lms_state.h's to say, and no other caller signs.
#ifndef IMAGE_LMS_SIGN_H
#define IMAGE_LMS_SIGN_H

#include "mpsec/lms.h"

#include <stdbool.h>
#include <stdint.h>

enum { LMS_SEED_SIZE = 32 };

// A private key. The leaves are public: they are kept because a tree takes seconds to make.
struct lms_secret {
    uint8_t id[MPSEC_LMS_ID_SIZE];
    uint8_t seed[LMS_SEED_SIZE];
    uint8_t leaves[MPSEC_LMS_LEAVES][MPSEC_SHA256_SIZE];
};

// Fills in the leaves from id and seed (RFC 8554, Appendix A): about nine million hashes.
// False when OpenSSL fails.
bool lms_leaves_make(struct lms_secret *secret);

// The public key: types, id and root.
void lms_public_of(const struct lms_secret *secret, uint8_t out[MPSEC_LMS_PUBLIC_SIZE]);

// Signs with leaf `q`, below MPSEC_LMS_LEAVES. `randomizer` must be fresh. False when OpenSSL
// fails; the leaf is then used up all the same.
bool lms_sign(const struct lms_secret *secret, uint32_t q, struct mpsec_span message,
              const uint8_t randomizer[MPSEC_SHA256_SIZE], uint8_t out[MPSEC_LMS_SIGNATURE_SIZE]);

#endif
