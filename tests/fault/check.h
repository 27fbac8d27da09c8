// check.h - runs of a device without the memo: is the memo right, and what does a boot cost?
#ifndef CHECK_H
#define CHECK_H

#include "walk.h"

struct memo_check {
    uint64_t compared, different;
    char first[48]; // the function of the first difference
};

// Executes a case with its cryptography, and compares what each function leaves with the memo's
// answer. Stops after `limit` instructions. False: the run does not get that far.
bool memo_compare(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed,
                  uint64_t limit, struct memo_check *out);

// Instructions from reset to the end of a case, the cryptography among them. 0: it has no end.
uint64_t count_instructions(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed);

#endif
