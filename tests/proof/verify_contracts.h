// verify_contracts.h - what core/src/image_verify.c asks of its callers and promises them.
#ifndef VERIFY_CONTRACTS_H
#define VERIFY_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "der_contracts.h"
#include "image_contracts.h"
#include "mpsec/image_verify.h"

#define KEYS_LOOKED_AT(policy)                                                                     \
    ((policy)->key_count < MPSEC_KEYS_MAX ? (policy)->key_count : MPSEC_KEYS_MAX)
// As many keys as are looked at, at the end of `array`: behind the last one lies nothing.
#define LAST_KEYS(array, policy) ((array) + (MPSEC_KEYS_MAX - KEYS_LOOKED_AT(&(policy))))
#define KEY_OK(key) ((key).lms == NULL || __CPROVER_r_ok((key).lms, MPSEC_LMS_PUBLIC_SIZE))
#define KEY_AT_OK(policy, i) ((i) >= (policy)->key_count || KEY_OK((policy)->keys[i]))
#define KEYS_THERE(policy)                                                                         \
    __CPROVER_r_ok((policy)->keys, KEYS_LOOKED_AT(policy) * sizeof(struct mpsec_key))
#define KEYS_OK(policy)                                                                            \
    (KEYS_THERE(policy) &&                                                                         \
     KEY_AT_OK(policy, 0) && KEY_AT_OK(policy, 1) && KEY_AT_OK(policy, 2) &&                       \
     KEY_AT_OK(policy, 3) && KEY_AT_OK(policy, 4) && KEY_AT_OK(policy, 5) &&                       \
     KEY_AT_OK(policy, 6) && KEY_AT_OK(policy, 7))
#define CLASSES_OK(owner) (READABLE((owner)->vendor_id) && READABLE((owner)->class_id))
#define POLICY_HERE(policy) __CPROVER_r_ok(policy, sizeof *(policy))
#define POLICY_OK(policy) (POLICY_HERE(policy) && KEYS_OK(policy) && CLASSES_OK(policy))

#define SIGNER_READABLE(signer)                                                                    \
    (READABLE((signer).key_id) && READABLE((signer).public_key) && READABLE((signer).signature) && \
     READABLE((signer).lms) && READABLE((signer).ciphertext_signature))
// An image as the parser leaves it: what is used of it can be read.
#define IMAGE_HERE(image) __CPROVER_r_ok(image, sizeof *(image))
#define DIGEST_THERE(image) ((image)->digest.size == MPSEC_DIGEST_SIZE && READABLE((image)->digest))
#define SIGNERS_THERE(image)                                                                       \
    ((image)->signer_count <= MPSEC_SIGNERS_MAX &&                                                 \
     ((image)->signer_count < 1 || SIGNER_READABLE((image)->signers[0])) &&                        \
     ((image)->signer_count < 2 || SIGNER_READABLE((image)->signers[1])))
#define HASHED_PARTS(image) (READABLE((image)->header) && READABLE((image)->protected))
#define SEALED_PARTS(image) (READABLE((image)->hashed) && READABLE((image)->encryption))
#define IMAGE_OK(image)                                                                            \
    (IMAGE_HERE(image) && CLASSES_OK(image) && DIGEST_THERE(image) && SIGNERS_THERE(image))

// Who is let in is not below the floor, and the policy asked for something.
#define ABOVE_FLOOR(image, policy)                                                                 \
    ((image)->security_counter >= (policy)->security_counter && (policy)->key_count > 0 &&         \
     (policy)->signers > 0 && (policy)->roles > 0)

enum mpsec_verdict mpsec_image_verify(const struct mpsec_image *image, struct mpsec_span plaintext,
                                      const struct mpsec_policy *policy)
REQUIRES(IMAGE_OK(image) && HASHED_PARTS(image) && POLICY_OK(policy) && READABLE(plaintext))
ASSIGNS()
ENSURES(RESULT != MPSEC_VERDICT_ADMIT || ABOVE_FLOOR(image, policy))
ENSURES(RESULT != MPSEC_VERDICT_ADMIT || plaintext.size == image->payload.size)
ENSURES(RESULT != MPSEC_VERDICT_AUTHENTIC)
;

enum mpsec_verdict mpsec_image_promise(const struct mpsec_image *head,
                                       const struct mpsec_policy *policy)
REQUIRES(IMAGE_OK(head) && POLICY_OK(policy))
ASSIGNS()
ENSURES(RESULT != MPSEC_VERDICT_ADMIT)
ENSURES(RESULT != MPSEC_VERDICT_AUTHENTIC || ABOVE_FLOOR(head, policy))
;

void mpsec_image_ciphertext_digest(const struct mpsec_image *image,
                                   uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(IMAGE_HERE(image) && DIGEST_THERE(image) && SEALED_PARTS(image))
REQUIRES(__CPROVER_w_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(digest, MPSEC_SHA256_SIZE)
;

enum mpsec_verdict mpsec_image_authenticate(const struct mpsec_image *image,
                                            const struct mpsec_policy *policy)
REQUIRES(IMAGE_OK(image) && SEALED_PARTS(image) && image->signer_count > 0)
REQUIRES(POLICY_OK(policy))
ASSIGNS()
ENSURES(RESULT != MPSEC_VERDICT_ADMIT)
ENSURES(RESULT != MPSEC_VERDICT_AUTHENTIC ||
        (ABOVE_FLOOR(image, policy) && image->encryption.size > 0))
;

#endif
