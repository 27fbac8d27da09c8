// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "evidence_contracts.h"
#include "receipt_contracts.h"
#include "slot_image_contracts.h"
#include "slots_contracts.h"
#include "mpsec/admit.h"


#define BOTH_CLEAN(launch) (IS_CLEAN(launch, 0) && IS_CLEAN(launch, 1))
#define SAME_IMAGE (noted_round[0].image.header.data == noted_round[1].image.header.data)
#define ROUND_HOLDS(launch, device, round)                                                         \
    (IS_CLEAN(launch, round) && WELL_JUDGED(round, device) && KEEPS_NOTED(launch, round))
#define ROUND_SIGNED(device, round) WELL_SIGNED(noted_round[round].signers, &(device)->policy)
// A launch that is clean for both rounds, and so opens, is that of one image, which in each of them
// was not below the floor of the journal, was hashed as it was parsed, and was signed by as many keys
// as the device asks for; or has a receipt. It opens what was judged.
#define HOLDS_IF(launches, launch, device, recalled)                                               \
    ENSURES(!(launches) || ROUND_HOLDS(launch, device, 0))                                         \
    ENSURES(!(launches) || ROUND_HOLDS(launch, device, 1))                                         \
    ENSURES(!(launches) || SAME_IMAGE)                                                             \
    ENSURES(!(launches) || (recalled) || (ROUND_SIGNED(device, 0) && ROUND_SIGNED(device, 1)))
#define LAUNCHES_ONLY_WHAT_HOLDS(launch, device, recalled)                                         \
    HOLDS_IF(BOTH_CLEAN(launch), launch, device, recalled)
#define JUDGES(device, launch, admission)                                                          \
    REQUIRES(DEVICE_OK(device) && RAM_OK(device) && LAUNCH_OK(launch) && WRITABLE(admission))      \
    ASSIGNS(*(launch), *(admission), NOTES_OF_ROUNDS, NOTES_ON_THE_WAY)                            \
    ASSIGNS_RAM(device)

void *memcpy(void *restrict to, const void *restrict from, size_t size)
REQUIRES(__CPROVER_w_ok(to, size) && __CPROVER_r_ok(from, size))
ASSIGNS_BYTES(to, size)
;

#include "admit.c"

// It never admits.
static enum mpsec_verdict explain(const struct mpsec_device *device, struct mpsec_span bytes)
REQUIRES(DEVICE_OK(device) && READABLE(bytes))
ASSIGNS(noted_journal_floor, noted_hashed)
ENSURES(RESULT != MPSEC_VERDICT_ADMIT)
;

static void describe(struct mpsec_span bytes, uint32_t slot, struct mpsec_admission *admission)
REQUIRES(READABLE(bytes) && WRITABLE(admission))
ASSIGNS(admission->slot, admission->version, admission->security_counter)
ASSIGNS(admission->digest, admission->signer, noted_hashed)
ENSURES(admission->slot == slot || admission->slot == OLD(admission->slot))
;

static bool holds(const struct mpsec_device *device, uint32_t slot, bool recalled,
                  struct mpsec_launch *launch, struct mpsec_admission *admission)
REQUIRES(slot < MPSEC_SLOTS)
JUDGES(device, launch, admission)
LAUNCHES_ONLY_WHAT_HOLDS(launch, device, recalled)
ENSURES(!BOTH_CLEAN(launch) || admission->recalled == recalled)
ENSURES(!RESULT || (BOTH_CLEAN(launch) && admission->slot == slot))
;

// A candidate runs only after its attempt was written down.
static bool tries_candidate(const struct mpsec_device *device, struct mpsec_journal *journal,
                            struct mpsec_launch *launch, struct mpsec_admission *admission)
REQUIRES(JOURNAL_OK(journal))
JUDGES(device, launch, admission)
ASSIGNS(*journal, noted_again)
KEEPS_PLACE(journal)
HOLDS_IF(RESULT, launch, device, admission->recalled)
ENSURES(!RESULT || (BOTH_CLEAN(launch) && admission->slot == (journal->state.active == 0 ? 1 : 0)))
ENSURES(!RESULT || (journal->state.phase == MPSEC_SLOT_TRIAL &&
                    journal->state.attempts == OLD(journal->state.attempts) - 1))
ENSURES(journal->state.active == OLD(journal->state.active))
ENSURES(journal->state.floor == OLD(journal->state.floor))
;

static bool active_holds(const struct mpsec_device *device, uint32_t slot,
                         struct mpsec_launch *launch, struct mpsec_admission *admission)
REQUIRES(slot < MPSEC_SLOTS)
JUDGES(device, launch, admission)
LAUNCHES_ONLY_WHAT_HOLDS(launch, device, admission->recalled)
ENSURES(!RESULT || (BOTH_CLEAN(launch) && admission->slot == slot))
;

void mpsec_admit(const struct mpsec_device *device, struct mpsec_launch *launch,
                 struct mpsec_admission *admission)
JUDGES(device, launch, admission)
ASSIGNS(noted_again)
LAUNCHES_ONLY_WHAT_HOLDS(launch, device, admission->recalled)
ENSURES(!BOTH_CLEAN(launch) || admission->slot < MPSEC_SLOTS)
;

struct mpsec_launch nondet_launch(void);
struct mpsec_admission nondet_admission(void);
struct mpsec_journal nondet_journal(void);

#define ANY_WHOLE_DEVICE(device)                                                                   \
    const struct mpsec_span whole = any_object();                                                  \
    ANY_DEVICE(device);                                                                            \
    SOME_KEYS(device.policy);                                                                      \
    ANY_CLASSES(device.policy, whole);                                                             \
    ANY_RAM(device);                                                                               \
    struct mpsec_launch launch = nondet_launch();                                                  \
    struct mpsec_admission admission = nondet_admission()

void prove_explain(void)
{
    ANY_WHOLE_DEVICE(device);
    (void)explain(&device, ANY_SPAN());
}

void prove_describe(void)
{
    struct mpsec_admission admission = nondet_admission();
    describe(ANY_SPAN(), nondet_u32(), &admission);
}

void prove_holds(void)
{
    ANY_WHOLE_DEVICE(device);
    (void)holds(&device, nondet_u32(), nondet_bool(), &launch, &admission);
}

void prove_tries_candidate(void)
{
    ANY_WHOLE_DEVICE(device);
    struct mpsec_journal journal = nondet_journal();
    journal.flash = &flash_of_it;
    (void)tries_candidate(&device, &journal, &launch, &admission);
}

void prove_active_holds(void)
{
    ANY_WHOLE_DEVICE(device);
    (void)active_holds(&device, nondet_u32(), &launch, &admission);
}

void prove_mpsec_admit(void)
{
    ANY_WHOLE_DEVICE(device);
    mpsec_admit(&device, &launch, &admission);
}
