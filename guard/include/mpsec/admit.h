// mpsec/admit.h - at every start, before any Python: which slot runs, and may it?
//
// Reads the journal, tries what is staged or in trial, falls back to the active slot, and hands the
// verified payload to mpsec_launch_open(). Whatever cannot be verified does not run.
#ifndef MPSEC_ADMIT_H
#define MPSEC_ADMIT_H

#include "mpsec/device.h"
#include "mpsec/journal.h"
#include "mpsec/launch.h"

// What came of it, for status() and for whoever looks for a fault. It opens nothing: the payload
// comes out of the launch alone.
struct mpsec_admission {
    uint32_t slot;            // that runs; MPSEC_SLOTS: none
    struct mpsec_state state; // of the journal, afterwards
    struct mpsec_version version;
    uint32_t security_counter; // of what runs
    uint8_t digest[MPSEC_DIGEST_SIZE];
    uint8_t signer[MPSEC_KEY_ID_SIZE]; // id of the first key that signed it
    // Why a slot does not run, or MPSEC_VERDICT_ADMIT; a slot that was not looked at has 0.
    enum mpsec_verdict verdicts[MPSEC_SLOTS];
    bool recalled; // by its receipt (receipt.h); the signature was checked at an earlier boot
    bool copied;   // the payload lies in RAM, where no bus can exchange it
};

// Decides. Afterwards mpsec_launch_open(launch) gives the payload of admission->slot, or an empty
// span when nothing may run. `launch` is cleared first.
void mpsec_admit(const struct mpsec_device *device, struct mpsec_launch *launch,
                 struct mpsec_admission *admission);

#endif
