// mpsec/image_verify.h - may this image be used here? Form is image.h's; trust is decided here.
//
// Pure: the caller brings the key table, the floor and the class of the device. Everything is
// denied that is not admitted by every rule of docs/spec/image-format.md §9.
#ifndef MPSEC_IMAGE_VERIFY_H
#define MPSEC_IMAGE_VERIFY_H

#include "mpsec/crypto.h"
#include "mpsec/image.h"

enum { MPSEC_KEYS_MAX = 8 };

enum mpsec_key_role { // a key may have several
    MPSEC_ROLE_RELEASE = 1,
    MPSEC_ROLE_DEVELOPMENT = 2,
    MPSEC_ROLE_SERVICE = 4,
    MPSEC_ROLE_RECOVERY = 8,
};

struct mpsec_key {
    uint8_t id[MPSEC_KEY_ID_SIZE];        // SHA-256 of the SubjectPublicKeyInfo
    uint8_t point[MPSEC_P256_POINT_SIZE]; // X || Y
    uint32_t roles;                       // of enum mpsec_key_role
    // NULL: ECDSA alone. Else MPSEC_LMS_PUBLIC_SIZE bytes (mpsec/lms.h) that must have signed too.
    const uint8_t *lms;
};

struct mpsec_policy {
    const struct mpsec_key *keys;
    size_t key_count;            // at most MPSEC_KEYS_MAX; more are not looked at
    uint32_t revoked;            // bit i set: keys[i] is revoked
    uint32_t roles;              // a signer must have one of these
    uint32_t signers;            // 1 or 2 different keys must have signed
    uint32_t security_counter;   // the floor: an image below it is denied
    struct mpsec_span vendor_id; // 16 bytes that the image must carry; size 0: not asked
    struct mpsec_span class_id;  // likewise
};

// Compare with the one verdict that lets you go on and nothing else. The constants are far apart
// (Hamming distance 8 and more), so that no single flipped bit turns one into another.
enum mpsec_verdict {
    MPSEC_VERDICT_ADMIT = 0x3c5ac693,
    MPSEC_VERDICT_DENY_POLICY = 0x1e873a0f,    // the policy itself asks for nothing: fail closed
    MPSEC_VERDICT_DENY_DIGEST = 0x55aa1e87,    // the bytes are not those that were signed
    MPSEC_VERDICT_DENY_KEY = 0x66996633,       // no signer is in the key table
    MPSEC_VERDICT_DENY_REVOKED = 0x0ff05a3c,   // the signer's key is revoked
    MPSEC_VERDICT_DENY_ROLE = 0x4b2de1d2,      // the key has none of the wanted roles
    MPSEC_VERDICT_DENY_SIGNATURE = 0x69c30f78, // the signature does not hold
    MPSEC_VERDICT_DENY_SIGNERS = 0x5a963ce1,   // too few different keys have signed
    MPSEC_VERDICT_DENY_CLASS = 0x2db44bd2,     // for another vendor or device class
    MPSEC_VERDICT_DENY_ROLLBACK = 0x78e12d96,  // below the floor
    MPSEC_VERDICT_DENY_LMS = 0x6ea2f508,       // the second signature that the key asks for
    // Never the last word: of mpsec_image_authenticate() and mpsec_image_promise().
    MPSEC_VERDICT_AUTHENTIC = 0x047781ed,
    MPSEC_VERDICT_CANNOT_TELL = 0x7148b04c, // encrypted, and its ciphertext is not signed
};

// Judges a parsed image. `plaintext` is the payload as it was signed: image->payload itself
// when it is not encrypted, else what decryption gave, of the same size.
MPSEC_CHECK enum mpsec_verdict mpsec_image_verify(const struct mpsec_image *image,
                                                  struct mpsec_span plaintext,
                                                  const struct mpsec_policy *policy);

// Judges the head of an image (mpsec_image_parse_head()): its claims, and its signatures over the
// digest that it states. AUTHENTIC: a payload with that digest will be admitted, and no other; or
// why not. Never ADMIT.
MPSEC_CHECK enum mpsec_verdict mpsec_image_promise(const struct mpsec_image *head,
                                                   const struct mpsec_policy *policy);

// Judges an encrypted image as it is stored, without the decryption key (§7): AUTHENTIC, or
// why not. Call it before the key meets a single byte of the image. Never ADMIT: what the
// payload decrypts to is for mpsec_image_verify(). An image that is not encrypted gives
// CANNOT_TELL here.
MPSEC_CHECK enum mpsec_verdict mpsec_image_authenticate(const struct mpsec_image *image,
                                                        const struct mpsec_policy *policy);

// SHA-256 of what a ciphertext signature signs (§7): of an encrypted image.
void mpsec_image_ciphertext_digest(const struct mpsec_image *image,
                                   uint8_t digest[MPSEC_SHA256_SIZE]);

#endif
