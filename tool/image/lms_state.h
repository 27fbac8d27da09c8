// lms_state.h - which leaf of an LMS key is next, so that none is ever used twice.
//
// A leaf that signs two messages gives the key away. The number of the next leaf stands in a file
// beside the key, and has reached the disk before the leaf is used: after a crash a leaf may be
// lost, never repeated. docs/spec/lms-key.md.
#ifndef IMAGE_LMS_STATE_H
#define IMAGE_LMS_STATE_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/lms.h"

#include <stdbool.h>
#include <stdint.h>

// The state of the key in file `path`: "PATH.state".
const char *lms_state_path(struct arena *arena, const char *path);

// Creates the state of a new key: next leaf 0. An input error when the file exists.
bool lms_state_create(struct arena *arena, struct diag *diag, const char *path,
                      const uint8_t id[MPSEC_LMS_ID_SIZE]);

// Takes the next leaf out of the state for good. While it does, the key file is locked. False,
// reported, when another process holds the lock, or the state is missing, of another key,
// damaged, behind what this machine has seen, used up, or cannot be written: then no leaf may be
// used. A failure in the middle may lose one.
bool lms_state_take(struct arena *arena, struct diag *diag, const char *path,
                    const uint8_t id[MPSEC_LMS_ID_SIZE], uint32_t *leaf);

#endif
