// mpsec/evidence.h - one complete verification of an image, as evidence instead of an answer.
//
// The rules are those of docs/spec/image-format.md §9, and the order; what differs is how they are
// told. Each rule adds its difference to an accumulator, and each step to a sum. The comparison
// that decides about a signature is done here, outside the library, twice.
#ifndef MPSEC_EVIDENCE_H
#define MPSEC_EVIDENCE_H

#include "mpsec/device.h"
#include "mpsec/launch.h"

// Verifies `image` from its first byte to its last for round `round` of `launch`: reads the floor
// from the journal, takes keys and class from the device, and uses nothing that an earlier round
// left. An encrypted image never holds: there is no key for it here.
//
// `recalled` is MPSEC_SLOTS, or the slot of an image that was verified at an earlier boot: its
// receipt (receipt.h) then stands in the place of the signatures. Form, claims, floor and digest
// are looked at as ever.
void mpsec_evidence_gather(const struct mpsec_device *device, struct mpsec_span image,
                           uint32_t recalled, uint32_t round, struct mpsec_launch *launch);

// The lowest security counter that may run: the journal's floor, or the firmware's if it is higher.
uint32_t mpsec_evidence_floor(const struct mpsec_device *device);

// The device's policy with that floor.
struct mpsec_policy mpsec_evidence_policy(const struct mpsec_device *device);

#endif
