// mpsec/image.h - the signed image: is this sequence of bytes well formed?
//
// A strict profile of the MCUboot image format; docs/spec/image-format.md, whose sections are
// (§n) below. This module answers for form only. Whether the image is trusted is a question
// for image_verify.h. No allocation, no I/O, no state.
#ifndef MPSEC_IMAGE_H
#define MPSEC_IMAGE_H

#include "mpsec/bytes.h"
#include "mpsec/err.h"

#define MPSEC_IMAGE_MAGIC          0x96f3b83dU // §2
#define MPSEC_AREA_MAGIC           0x6907U     // §3
#define MPSEC_PROTECTED_AREA_MAGIC 0x6908U     // §3

enum {
    MPSEC_HEADER_SIZE = 32,
    MPSEC_AREA_HEADER_SIZE = 4,
    MPSEC_DIGEST_SIZE = 32,
    MPSEC_KEY_ID_SIZE = 32,
    MPSEC_SPKI_SIZE = 91, // P-256 SubjectPublicKeyInfo, DER
    MPSEC_CLASS_ID_SIZE = 16,
    MPSEC_PAYLOAD_KIND_SIZE = 4,
    MPSEC_ENCRYPTION_128_SIZE = 113,
    MPSEC_ENCRYPTION_256_SIZE = 129,
    MPSEC_SIGNERS_MAX = 2,
};

enum mpsec_image_flag { // §2
    MPSEC_FLAG_AES128 = 0x04,
    MPSEC_FLAG_AES256 = 0x08,
    MPSEC_FLAG_NON_BOOTABLE = 0x10,
};

enum mpsec_record_type { // numbers are for ever: add, never reuse (§4, §5)
    MPSEC_RECORD_KEY_ID = 0x01,
    MPSEC_RECORD_PUBLIC_KEY = 0x02,
    MPSEC_RECORD_SHA256 = 0x10,
    MPSEC_RECORD_ECDSA = 0x22,
    MPSEC_RECORD_ENCRYPTION = 0x32,
    MPSEC_RECORD_SECURITY_COUNTER = 0x50,
    MPSEC_RECORD_VENDOR_ID = 0x74,
    MPSEC_RECORD_CLASS_ID = 0x75,
    MPSEC_RECORD_PAYLOAD_KIND = 0xa0,
    MPSEC_RECORD_CIPHERTEXT_DIGEST = 0xa1, // reserved: proves nothing (§7)
    MPSEC_RECORD_CIPHERTEXT_SIGNATURE = 0xa4,
    MPSEC_RECORD_LMS = 0xa5,
};

// A signature and who claims to have made it. Exactly one of key_id and public_key has a size.
struct mpsec_signer {
    struct mpsec_span key_id;     // SHA-256 of the SubjectPublicKeyInfo
    struct mpsec_span public_key; // the SubjectPublicKeyInfo itself; trusted by no means yet
    struct mpsec_span signature;  // DER, form checked (§6)
    struct mpsec_span lms;        // the second signature, form checked (§6); size 0: none
    // Over the image as it is stored, DER, form checked (§7). Size 0, or every signer has one.
    struct mpsec_span ciphertext_signature;
};

struct mpsec_version {
    uint8_t major;
    uint8_t minor;
    uint16_t revision;
    uint32_t build;
};

// A parsed image. It owns nothing: every span lies inside the bytes given to
// mpsec_image_parse() and is good for as long as those bytes are.
struct mpsec_image {
    uint32_t flags; // of enum mpsec_image_flag
    struct mpsec_version version;
    uint32_t security_counter; // may only grow over a device's life
    struct mpsec_span header;
    struct mpsec_span payload;           // ciphertext when an AES flag is set
    struct mpsec_span protected;         // the area, its 4-byte header included
    struct mpsec_span hashed;            // header, payload and protected area: adjacent
    struct mpsec_span vendor_id;         // size 0 or 16
    struct mpsec_span class_id;          // size 0 or 16
    struct mpsec_span payload_kind;      // size 0 or 4
    struct mpsec_span ciphertext_digest; // size 0 or 32
    struct mpsec_span digest;            // 32
    struct mpsec_signer signers[MPSEC_SIGNERS_MAX];
    size_t signer_count;          // 1 or 2
    struct mpsec_span encryption; // size 0, 113 or 129
};

// Parses `bytes` as exactly one image. On any error *out is untouched; mpsec/err.h says which
// error means what.
MPSEC_CHECK enum mpsec_err mpsec_image_parse(struct mpsec_span bytes, struct mpsec_image *out);

// Parses the head of an image: the image without its payload, header and both areas one behind
// the other. payload and hashed are empty in *out, and *payload_size is what the header says.
// Errors as above; on any error both are untouched.
MPSEC_CHECK enum mpsec_err mpsec_image_parse_head(struct mpsec_span head, struct mpsec_image *out,
                                                  uint32_t *payload_size);

#endif
