// SPDX-License-Identifier: MIT
#include "mpsec/admit.h"

#include <string.h>

#include "mpsec/evidence.h"
#include "mpsec/receipt.h"
#include "mpsec/slot_image.h"
#include "mpsec/slots.h"

// Why an image is refused, in the words of core. It is asked for no permission: where it admits
// what the evidence does not, the evidence stands, and the policy is what cannot be met.
static enum mpsec_verdict explain(const struct mpsec_device *device, struct mpsec_span bytes)
{
    struct mpsec_image image;
    if (mpsec_image_parse(bytes, &image) != MPSEC_OK) {
        return MPSEC_VERDICT_DENY_DIGEST;
    }
    const struct mpsec_policy policy = mpsec_evidence_policy(device);
    const enum mpsec_verdict verdict = mpsec_image_verify(&image, image.payload, &policy);
    return verdict == MPSEC_VERDICT_ADMIT ? MPSEC_VERDICT_DENY_POLICY : verdict;
}

static void describe(struct mpsec_span bytes, uint32_t slot, struct mpsec_admission *admission)
{
    struct mpsec_image image;
    if (mpsec_image_parse(bytes, &image) != MPSEC_OK) {
        return;
    }
    admission->slot = slot;
    admission->version = image.version;
    admission->security_counter = image.security_counter;
    memcpy(admission->digest, image.digest.data, MPSEC_DIGEST_SIZE);
    const struct mpsec_signer *signer = &image.signers[0];
    if (signer->key_id.size == MPSEC_KEY_ID_SIZE) {
        memcpy(admission->signer, signer->key_id.data, MPSEC_KEY_ID_SIZE);
    } else {
        mpsec_sha256(&signer->public_key, 1, admission->signer);
    }
}

// Verifies a slot twice, from the bytes that would run; `recalled`: by its receipt. Says whether it
// holds; the payload is in the launch.
static bool holds(const struct mpsec_device *device, uint32_t slot, bool recalled,
                  struct mpsec_launch *launch, struct mpsec_admission *admission)
{
    mpsec_launch_clear(launch);
    const struct mpsec_span bytes = mpsec_slot_image_take(device, slot, &admission->copied);

    for (uint32_t round = 0; round < MPSEC_LAUNCH_ROUNDS; round++) {
        mpsec_evidence_gather(device, bytes, recalled ? slot : MPSEC_SLOTS, round, launch);
        if (!mpsec_launch_is_clean(launch, round)) {
            mpsec_launch_clear(launch);
            admission->verdicts[slot] = recalled ? 0 : explain(device, bytes);
            return false;
        }
    }
    admission->recalled = recalled;
    admission->verdicts[slot] = MPSEC_VERDICT_ADMIT;
    describe(bytes, slot, admission);
    return admission->slot == slot;
}

// Gives the candidate one boot, if one is due. False: the active slot is to run.
static bool tries_candidate(const struct mpsec_device *device, struct mpsec_journal *journal,
                            struct mpsec_launch *launch, struct mpsec_admission *admission)
{
    struct mpsec_state state = journal->state;
    if (state.phase != MPSEC_SLOT_STAGED && state.phase != MPSEC_SLOT_TRIAL) {
        return false;
    }
    // An attempt is written down before it is made, or a candidate that hangs would hang for ever.
    // Where that cannot be written, the candidate is not tried.
    if (mpsec_slot_try(&state) &&
        holds(device, mpsec_slot_candidate(&state), false, launch, admission)) {
        return mpsec_journal_append(journal, &state);
    }
    const bool noted = mpsec_slot_reject(&state) && mpsec_journal_append(journal, &state);
    (void)noted; // where it is not, the next boot comes to the same end
    return false;
}

// The active slot: by its receipt where it has one, else by its signature, which gives it one.
static bool active_holds(const struct mpsec_device *device, uint32_t slot,
                         struct mpsec_launch *launch, struct mpsec_admission *admission)
{
    uint8_t receipt[MPSEC_RECEIPT_SIZE];
    if (mpsec_receipt_read(device, slot, receipt) && holds(device, slot, true, launch, admission)) {
        return true;
    }
    if (!holds(device, slot, false, launch, admission)) {
        return false;
    }
    const struct mpsec_receipt_subject subject = {slot, admission->security_counter,
                                                  admission->digest};
    mpsec_receipt_write(device, &subject, launch);
    return true;
}

void mpsec_admit(const struct mpsec_device *device, struct mpsec_launch *launch,
                 struct mpsec_admission *admission)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, device->flash, device->layout.journal);
    *admission = (struct mpsec_admission){.slot = MPSEC_SLOTS};

    // A state that may read differently next time is no reason to try something new.
    bool runs =
        mpsec_journal_settle(&journal) && tries_candidate(device, &journal, launch, admission);
    if (!runs) {
        admission->slot = MPSEC_SLOTS;
        runs = active_holds(device, journal.state.active, launch, admission);
    }
    // The active image is broken. The other one is the vendor's and not below the floor: it is
    // better than a device that does nothing.
    const uint32_t other = mpsec_slot_candidate(&journal.state);
    if (!runs && !holds(device, other, false, launch, admission)) {
        mpsec_launch_clear(launch);
    }
    admission->state = journal.state;
}
