// mpsec/tally.h - the counts of the service door, where a reset and a power cut do not reach them.
//
// They lie in a journal of their own (layout.tally), written as journal.h writes:
// docs/spec/unlock.md §7. A device without that place has no door.
#ifndef MPSEC_TALLY_H
#define MPSEC_TALLY_H

#include "mpsec/device.h"
#include "mpsec/err.h"
#include "mpsec/unlock.h"

// Reads the counts; all 0 on a new device. False: there is no place for them, or the flash failed.
MPSEC_CHECK bool mpsec_tally_load(const struct mpsec_device *device,
                                  struct mpsec_unlock_record *record);

// Writes them. False also for attempts that would go down.
MPSEC_CHECK bool mpsec_tally_store(const struct mpsec_device *device,
                                   const struct mpsec_unlock_record *record);

#endif
