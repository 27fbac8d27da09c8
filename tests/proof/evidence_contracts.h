// evidence_contracts.h - what guard/src/evidence.c promises its callers.
#ifndef EVIDENCE_CONTRACTS_H
#define EVIDENCE_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

// What a round saw, noted by the proofs (loops.txt): the image as it was parsed, the floor as the
// journal told it, and the bytes that were hashed for the comparison with the digest.
#define NOTES_WHAT_IS_HASHED
#include "journal_contracts.h"
#include "launch_contracts.h"
#include "mpsec/evidence.h"

static struct noted {
    struct mpsec_image image;
    uint32_t floor;
    struct mpsec_span part;
    uint32_t signers; // bits of the keys
} noted_round[MPSEC_LAUNCH_ROUNDS];
static uint32_t noted_journal_floor, noted_signed_by; // on the way there
static uint32_t any_key; // what is promised of it is promised of all

#define BIT(bits, i) ((bits) >> (i) & 1U)
#define COUNT(bits)                                                                                \
    (BIT(bits, 0) + BIT(bits, 1) + BIT(bits, 2) + BIT(bits, 3) + BIT(bits, 4) + BIT(bits, 5) +     \
     BIT(bits, 6) + BIT(bits, 7))
// Of the keys that are told as bits, each is in the table, not revoked, and has a role that counts.
#define MAY_SIGN(policy, bits)                                                                     \
    (any_key >= MPSEC_KEYS_MAX || BIT(bits, any_key) == 0 ||                                       \
     (any_key < (policy)->key_count && BIT((policy)->revoked, any_key) == 0 &&                     \
      ((policy)->keys[any_key].roles & (policy)->roles) != 0))

// Not below the floor that the journal told in this very round, nor below the firmware's.
#define NOT_BELOW(image, floor, policy)                                                            \
    ((image).security_counter >= (floor) &&                                                        \
     (image).security_counter >= (policy).security_counter)
// The policy asked for something.
#define ASKS(policy) ((policy).key_count > 0 && (policy).signers > 0 && (policy).roles > 0)
// What was hashed is what was parsed: header, payload and protected area, one behind the other, from
// the first byte on.
#define LIES_AT(span, base, at)                                                                    \
    (__CPROVER_same_object((span).data, base) && FIRST((span).data) == FIRST(base) + (at))
#define HASHED_WHOLE(image, part)                                                                  \
    ((part).data == (image).header.data &&                                                         \
     LIES_AT((image).payload, (image).header.data, MPSEC_HEADER_SIZE) &&                           \
     LIES_AT((image).protected, (image).payload.data, (uint64_t)(image).payload.size) &&           \
     (part).size == MPSEC_HEADER_SIZE + (uint64_t)(image).payload.size + (image).protected.size)
#define WELL_JUDGED(round, device)                                                                 \
    (NOT_BELOW(noted_round[round].image, noted_round[round].floor, (device)->policy) &&                        \
     ASKS((device)->policy) && noted_round[round].image.encryption.size == 0 &&                          \
     HASHED_WHOLE(noted_round[round].image, noted_round[round].part))
#define KEEPS_NOTED(launch, round)                                                                 \
    KEEPS(launch, round, noted_round[round].image.payload.data, noted_round[round].image.payload.size)

// As many different keys as the policy asks for, each one of those that may sign.
#define WELL_SIGNED(bits, policy) (COUNT(bits) >= (policy)->signers && MAY_SIGN(policy, bits))

// The floor is never below the journal's, nor below the firmware's.
uint32_t mpsec_evidence_floor(const struct mpsec_device *device)
REQUIRES(DEVICE_HERE(device))
ASSIGNS(noted_journal_floor)
ENSURES(RESULT >= noted_journal_floor && RESULT >= device->policy.security_counter)
;

#define SAME_SPAN(span, other)                                                                     \
    ((span).size == (other).size && ((span).size == 0 || SAME((span).data, (other).data)))

// Who reads the keys must find them even where they are none.
#if defined PROVES_explain || defined PROVES_mpsec_evidence_policy || \
    defined PROVES_judge_head || defined PROVES_judge_stored
#define FINDS_KEYS ENSURES(SAME(RESULT.keys, device->policy.keys))
#else
#define FINDS_KEYS ENSURES(RESULT.key_count == 0 || SAME(RESULT.keys, device->policy.keys))
#endif

struct mpsec_policy mpsec_evidence_policy(const struct mpsec_device *device)
REQUIRES(DEVICE_OK(device))
ASSIGNS(noted_journal_floor)
ENSURES(RESULT.security_counter >= noted_journal_floor)
ENSURES(RESULT.security_counter >= device->policy.security_counter)
ENSURES(RESULT.key_count == device->policy.key_count)
FINDS_KEYS
ENSURES(SAME_SPAN(RESULT.vendor_id, device->policy.vendor_id))
ENSURES(SAME_SPAN(RESULT.class_id, device->policy.class_id))
;

// What the proofs of evidence.c note besides; to the callers it does not matter, and to them it is
// not there.
#ifdef NOTES_COMPARISONS
static size_t any_index; // what is promised of it is promised of all
static uint8_t noted_due, noted_told;
#define COMPARES                                                                                   \
    REQUIRES(any_index < MPSEC_SCALAR_SIZE)                                                        \
    ASSIGNS(noted_due, noted_told)
#else
#define COMPARES
#endif

#define NOTES_OF_ROUNDS noted_round
#define NOTES_ON_THE_WAY noted_journal_floor, noted_hashed, noted_signed_by

// A round that is clean went through all of it: form, floor, class, digest over what was parsed,
// signers; and keeps the payload of what it judged.
void mpsec_evidence_gather(const struct mpsec_device *device, struct mpsec_span image,
                           uint32_t recalled, uint32_t round, struct mpsec_launch *launch)
REQUIRES(DEVICE_OK(device) && READABLE(image) && recalled <= MPSEC_SLOTS)
REQUIRES(round < MPSEC_LAUNCH_ROUNDS && LAUNCH_OK(launch))
ASSIGNS(launch->evidence[round], launch->address[round], launch->size[round])
ASSIGNS(noted_round[round])
ASSIGNS(NOTES_ON_THE_WAY)
COMPARES
ENSURES(!IS_CLEAN(launch, round) || WELL_JUDGED(round, device))
ENSURES(!IS_CLEAN(launch, round) || recalled < MPSEC_SLOTS ||
        WELL_SIGNED(noted_round[round].signers, &device->policy))
ENSURES(!IS_CLEAN(launch, round) || noted_round[round].image.header.data == image.data)
ENSURES(!IS_CLEAN(launch, round) || INSIDE(noted_round[round].image.payload, image))
ENSURES(!IS_CLEAN(launch, round) || KEEPS_NOTED(launch, round))
;

#endif
