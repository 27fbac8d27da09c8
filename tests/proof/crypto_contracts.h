// crypto_contracts.h - what the hashes and signature checks of core promise their callers.
#ifndef CRYPTO_CONTRACTS_H
#define CRYPTO_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "bytes_contracts.h"
#include "mpsec/crypto.h"
#include "mpsec/lms.h"

#define WRITABLE(pointer)   __CPROVER_rw_ok(pointer, sizeof *(pointer))

// Nobody hashes more than four parts at once.
#define PART_READABLE(parts, count, i) ((count) <= (i) || READABLE((parts)[i]))
#define PARTS_READABLE(parts, count)                                                              \
    ((count) <= 4 && __CPROVER_r_ok(parts, (count) * sizeof *(parts)) &&                           \
     PART_READABLE(parts, count, 0) && PART_READABLE(parts, count, 1) &&                           \
     PART_READABLE(parts, count, 2) && PART_READABLE(parts, count, 3))

// Who must know which bytes were hashed reads the notes that mpsec_sha256() leaves (loops.txt); to
// all others they are not there.
#ifdef NOTES_WHAT_IS_HASHED
static struct mpsec_span noted_hashed;
#define MAY_HASH_ONE ASSIGNS(noted_hashed)
#define NOTES_HASHED(count, parts)                                                                 \
    MAY_HASH_ONE                                                                                   \
    ENSURES((count) != 1 ||                                                                        \
            (noted_hashed.data == (parts)->data && noted_hashed.size == (parts)->size))
#else
#define MAY_HASH_ONE
#define NOTES_HASHED(count, parts)
#endif
#ifdef NOTES_PARTS_HASHED
static const struct mpsec_span *noted_parts;
static size_t noted_count;
#define MAY_HASH_PARTS ASSIGNS(noted_parts, noted_count)
#define NOTES_PARTS(count, parts)                                                                  \
    MAY_HASH_PARTS                                                                                 \
    ENSURES(noted_parts == (parts) && noted_count == (count))
#else
#define MAY_HASH_PARTS
#define NOTES_PARTS(count, parts)
#endif
#define MAY_HASH MAY_HASH_ONE MAY_HASH_PARTS

void mpsec_sha256_start(struct mpsec_sha256_state *state)
REQUIRES(WRITABLE(state))
ASSIGNS(*state)
;

void mpsec_sha256_add(struct mpsec_sha256_state *state, struct mpsec_span part)
REQUIRES(WRITABLE(state) && READABLE(part))
ASSIGNS(*state)
;

void mpsec_sha256_finish(struct mpsec_sha256_state *state, uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(WRITABLE(state) && __CPROVER_w_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS(*state, __CPROVER_object_upto(digest, MPSEC_SHA256_SIZE))
;

void mpsec_sha256(const struct mpsec_span *parts, size_t count, uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(PARTS_READABLE(parts, count) && __CPROVER_w_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(digest, MPSEC_SHA256_SIZE)
NOTES_HASHED(count, parts)
NOTES_PARTS(count, parts)
;

void mpsec_wipe(void *bytes, size_t size)
REQUIRES(__CPROVER_w_ok(bytes, size))
ASSIGNS_BYTES(bytes, size)
;

void mpsec_hmac_start(struct mpsec_hmac_state *state, struct mpsec_span key)
REQUIRES(WRITABLE(state) && READABLE(key))
ASSIGNS(*state)
MAY_HASH
;

void mpsec_hmac_add(struct mpsec_hmac_state *state, struct mpsec_span part)
REQUIRES(WRITABLE(state) && READABLE(part))
ASSIGNS(*state)
;

void mpsec_hmac_finish(struct mpsec_hmac_state *state, uint8_t tag[MPSEC_SHA256_SIZE])
REQUIRES(WRITABLE(state) && __CPROVER_w_ok(tag, MPSEC_SHA256_SIZE))
ASSIGNS(*state, __CPROVER_object_upto(tag, MPSEC_SHA256_SIZE))
MAY_HASH
;

void mpsec_hmac_sha256(struct mpsec_span key, const struct mpsec_span *parts, size_t count,
                       uint8_t tag[MPSEC_SHA256_SIZE])
REQUIRES(READABLE(key) && PARTS_READABLE(parts, count) && __CPROVER_w_ok(tag, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(tag, MPSEC_SHA256_SIZE)
MAY_HASH
;

bool mpsec_bytes_equal_ct(const uint8_t *a, const uint8_t *b, size_t size)
REQUIRES(__CPROVER_r_ok(a, size) && __CPROVER_r_ok(b, size))
ASSIGNS()
;

// Who must know what was verified reads the note of it (loops.txt), in which one byte of the digest,
// any of them, stands for all.
#ifdef NOTES_WHAT_IS_VERIFIED
static size_t any_byte;
static struct verified {
    const uint8_t *point, *signature;
    uint8_t byte;
} noted_verified;
#define NOTES_VERIFIED(point_of_it, digest, signature_of_it)                                       \
    REQUIRES(any_byte < MPSEC_SHA256_SIZE)                                                         \
    ASSIGNS(noted_verified)                                                                        \
    ENSURES(noted_verified.point == (point_of_it))                                                 \
    ENSURES(noted_verified.signature == (signature_of_it))                                         \
    ENSURES(noted_verified.byte == (digest)[any_byte])
#else
#define NOTES_VERIFIED(point, digest, signature)
#endif

#define GOOD_OR_BAD(check) ((check) == MPSEC_SIGNATURE_GOOD || (check) == MPSEC_SIGNATURE_BAD)

enum mpsec_signature_check mpsec_p256_verify(const uint8_t point[MPSEC_P256_POINT_SIZE],
                                             const uint8_t digest[MPSEC_SHA256_SIZE],
                                             const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE])
REQUIRES(__CPROVER_r_ok(point, MPSEC_P256_POINT_SIZE) &&
         __CPROVER_r_ok(digest, MPSEC_SHA256_SIZE) &&
         __CPROVER_r_ok(signature, MPSEC_P256_SIGNATURE_SIZE))
ASSIGNS()
ENSURES(GOOD_OR_BAD(RESULT))
NOTES_VERIFIED(point, digest, signature)
;

void mpsec_p256_expected_r(const uint8_t point[MPSEC_P256_POINT_SIZE],
                           const uint8_t digest[MPSEC_SHA256_SIZE],
                           const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE],
                           uint8_t r[MPSEC_P256_SIGNATURE_SIZE / 2])
REQUIRES(__CPROVER_r_ok(point, MPSEC_P256_POINT_SIZE) &&
         __CPROVER_r_ok(digest, MPSEC_SHA256_SIZE) &&
         __CPROVER_r_ok(signature, MPSEC_P256_SIGNATURE_SIZE) &&
         __CPROVER_w_ok(r, MPSEC_P256_SIGNATURE_SIZE / 2))
ASSIGNS_BYTES(r, MPSEC_P256_SIGNATURE_SIZE / 2)
;

#define PIECE(span, count, bytes) ((span).size == (count) && INSIDE(span, bytes))

enum mpsec_err mpsec_lms_signature_parse(struct mpsec_span bytes, struct mpsec_lms_signature *out)
REQUIRES(READABLE(bytes) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT == MPSEC_OK || RESULT == MPSEC_ERR_LMS)
ENSURES(RESULT != MPSEC_OK || (out->q < MPSEC_LMS_LEAVES && PIECE(out->c, 32, bytes) &&
                               PIECE(out->chains, 32 * MPSEC_LMS_CHAINS, bytes) &&
                               PIECE(out->path, 32 * MPSEC_LMS_HEIGHT, bytes)))
;

void mpsec_lms_root(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE], struct mpsec_span message,
                    struct mpsec_span signature, uint8_t root[MPSEC_SHA256_SIZE])
REQUIRES(__CPROVER_r_ok(public_key, MPSEC_LMS_PUBLIC_SIZE) && READABLE(message) &&
         READABLE(signature) && __CPROVER_w_ok(root, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(root, MPSEC_SHA256_SIZE)
;

enum mpsec_signature_check mpsec_lms_verify(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE],
                                            struct mpsec_span message, struct mpsec_span signature)
REQUIRES(__CPROVER_r_ok(public_key, MPSEC_LMS_PUBLIC_SIZE) && READABLE(message) &&
         READABLE(signature))
ASSIGNS()
ENSURES(GOOD_OR_BAD(RESULT))
;

#endif
