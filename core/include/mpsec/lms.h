// mpsec/lms.h - a hash-based signature beside ECDSA: LMS of RFC 8554, one tree.
//
// LMS_SHA256_M32_H10 with LMOTS_SHA256_N32_W8 and nothing else. Verifying only; signing needs a
// state that no device here keeps. docs/spec/image-format.md §6; (§n) below are RFC 8554's.
// Linked from core/src/lms.c, or from core/absent/lms.c where no key asks for it.
#ifndef MPSEC_LMS_H
#define MPSEC_LMS_H

#include "mpsec/crypto.h"
#include "mpsec/err.h"

enum {
    MPSEC_LMS_HEIGHT = 10,
    MPSEC_LMS_CHAINS = 34,      // 32 bytes of hash and 2 of checksum (§4.4)
    MPSEC_LMS_TYPE = 6,         // LMS_SHA256_M32_H10 (§5.1)
    MPSEC_LMS_OTS_TYPE = 4,     // LMOTS_SHA256_N32_W8 (§4.1)
    MPSEC_LMS_ID_SIZE = 16,     // I (§5.3)
    MPSEC_LMS_ROOT_AT = 24,     // of T[1] in the public key
    MPSEC_LMS_PUBLIC_SIZE = 56, // types, I and T[1] (§5.3)
    MPSEC_LMS_SIGNATURE_SIZE = 4 + 4 + 32 + 32 * MPSEC_LMS_CHAINS + 4 + 32 * MPSEC_LMS_HEIGHT,
};

// The number of signatures that one key can make, and the first q that is none (§5.4).
#define MPSEC_LMS_LEAVES (1UL << MPSEC_LMS_HEIGHT)

// A public key as RFC 8554 writes it, and a signature split into its parts (§5.4, §4.5).
struct mpsec_lms_signature {
    uint32_t q;               // the leaf: below MPSEC_LMS_LEAVES
    struct mpsec_span c;      // 32, the randomizer
    struct mpsec_span chains; // 32 each
    struct mpsec_span path;   // 32 each, from the leaf's sibling upwards
};

// Splits a signature and checks its form: size, both types, leaf.
// MPSEC_ERR_LMS for anything else; *out is then untouched.
MPSEC_CHECK enum mpsec_err mpsec_lms_signature_parse(struct mpsec_span bytes,
                                                     struct mpsec_lms_signature *out);

// Whether `signature` is the public key's over the message. BAD also for a key or signature of
// another form. Time depends on the signature; nothing here is secret.
enum mpsec_signature_check mpsec_lms_verify(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE],
                                            struct mpsec_span message, struct mpsec_span signature);

// The same without the last step: `root` becomes where the signature leads, for a caller who does
// the comparison with public_key + MPSEC_LMS_ROOT_AT himself and more than once. It is the
// complement of the key's root, and so never equal to it, where key or signature has another form.
void mpsec_lms_root(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE], struct mpsec_span message,
                    struct mpsec_span signature, uint8_t root[MPSEC_SHA256_SIZE]);

#endif
