// image_contracts.h - what core/src/image.c promises its callers.
#ifndef IMAGE_CONTRACTS_H
#define IMAGE_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "crypto_contracts.h"
#include "mpsec/image.h"

// Of one size or none, and within the bytes.
#define MAYBE(span, bytes_of_it, start, bytes)                                                     \
    ((span).size == 0 || ((span).size == (bytes_of_it) && WITHIN(span, start, bytes)))

#define SIGNER_OK(signer, start, bytes)                                                            \
    (MAYBE((signer).key_id, MPSEC_KEY_ID_SIZE, start, bytes) &&                                    \
     MAYBE((signer).public_key, MPSEC_SPKI_SIZE, start, bytes) &&                                  \
     ((signer).key_id.size == 0) != ((signer).public_key.size == 0) &&                             \
     WITHIN((signer).signature, start, bytes) &&                                                   \
     MAYBE((signer).lms, MPSEC_LMS_SIGNATURE_SIZE, start, bytes) &&                                \
     WITHIN((signer).ciphertext_signature, start, bytes))
#define SIGNERS_OK(image, start, bytes)                                                            \
    (SIGNER_OK((image)->signers[0], start, bytes) &&                                               \
     ((image)->signer_count < 2 || SIGNER_OK((image)->signers[1], start, bytes)))

#define PROTECTED_OK(image, start, bytes)                                                          \
    (MAYBE((image)->vendor_id, MPSEC_CLASS_ID_SIZE, start, bytes) &&                               \
     MAYBE((image)->class_id, MPSEC_CLASS_ID_SIZE, start, bytes) &&                                \
     MAYBE((image)->payload_kind, MPSEC_PAYLOAD_KIND_SIZE, start, bytes) &&                        \
     MAYBE((image)->ciphertext_digest, MPSEC_DIGEST_SIZE, start, bytes))
#define UNPROTECTED_OK(image, start, bytes)                                                        \
    ((image)->digest.size == MPSEC_DIGEST_SIZE && WITHIN((image)->digest, start, bytes) &&         \
     (image)->signer_count >= 1 && (image)->signer_count <= MPSEC_SIGNERS_MAX &&                   \
     SIGNERS_OK(image, start, bytes) && WITHIN((image)->encryption, start, bytes))

// Everything a parsed image refers to lies in the bytes that were parsed, and what will be hashed is
// exactly what was read: header, payload and protected area, from the first byte on.
#define PARSED_HEAD(image, start, bytes)                                                           \
    ENSURES(RESULT != MPSEC_OK || (bytes) > MPSEC_HEADER_SIZE)                                     \
    ENSURES(RESULT != MPSEC_OK || ((image)->header.size == MPSEC_HEADER_SIZE &&                    \
                                   WITHIN((image)->header, start, bytes)))                         \
    ENSURES(RESULT != MPSEC_OK || (image)->header.data == (start))                                 \
    ENSURES(RESULT != MPSEC_OK || PROTECTED_OK(image, start, bytes))                               \
    ENSURES(RESULT != MPSEC_OK || UNPROTECTED_OK(image, start, bytes))                             \
    ENSURES(RESULT != MPSEC_OK || WITHIN((image)->payload, start, bytes))                          \
    ENSURES(RESULT != MPSEC_OK || WITHIN((image)->protected, start, bytes))                        \
    ENSURES(RESULT != MPSEC_OK || WITHIN((image)->hashed, start, bytes))
#define HASHED_IS_PARSED(image)                                                                    \
    ((image)->hashed.data == (image)->header.data &&                                               \
     (image)->payload.data == (image)->header.data + MPSEC_HEADER_SIZE &&                          \
     (image)->protected.data == (image)->payload.data + (image)->payload.size &&                   \
     (image)->hashed.size == MPSEC_HEADER_SIZE + (image)->payload.size + (image)->protected.size)
#define HASHED_NOTHING(image) ((image)->payload.size == 0 && (image)->hashed.size == 0)

enum mpsec_err mpsec_image_parse(struct mpsec_span bytes, struct mpsec_image *out)
REQUIRES(READABLE(bytes) && WRITABLE(out))
ASSIGNS(*out)
PARSED_HEAD(out, bytes.data, bytes.size)
ENSURES(RESULT != MPSEC_OK || HASHED_IS_PARSED(out))
;

enum mpsec_err mpsec_image_parse_head(struct mpsec_span head, struct mpsec_image *out,
                                      uint32_t *payload_size)
REQUIRES(READABLE(head) && WRITABLE(out) && WRITABLE(payload_size))
ASSIGNS(*out, *payload_size)
PARSED_HEAD(out, head.data, head.size)
ENSURES(RESULT != MPSEC_OK || HASHED_NOTHING(out))
;

#endif
