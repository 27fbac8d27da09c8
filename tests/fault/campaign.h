// campaign.h - every fault of one kind at every instruction of one case.
#ifndef CAMPAIGN_H
#define CAMPAIGN_H

#include "walk.h"

enum { PAIR_WINDOW = 64 };

enum campaign_mode {
    MODE_CONTROL, // no fault, at every point
    MODE_SINGLE,  // one skip and each flipped bit
    MODE_PAIRS,   // two skips at most PAIR_WINDOW instructions apart
    MODE_INNER,   // as MODE_SINGLE, inside the cryptography (inner.h)
    MODE_AGREE,   // as MODE_SINGLE, and everything once more with the emulator alone
};

struct campaign {
    enum campaign_mode mode;
    // Of the points outside the deciding functions those whose number modulo `of` is `part`.
    uint64_t part, of;
    bool is_good;                 // the case is to be accepted
    const uint8_t *fixed, *store; // one page each
};

struct found {
    uint32_t pc;
    uint64_t index;
    struct fault fault;
};

struct tally {
    uint64_t instructions; // outside the cryptography, in the undisturbed run
    uint64_t points;       // those at which faults were tried
    uint64_t deciding;     // of these, in the functions that decide
    uint64_t controls, controls_bad;
    uint32_t bad_control;           // where the first control went wrong
    enum outcome golden;            // of the undisturbed run
    uint64_t blocks;                // of it
    uint64_t outcomes[3][OUTCOMES]; // by enum fault_kind
    // States run to the end, known from another fault, and come back to the undisturbed run.
    uint64_t runs, known, masked;
    uint64_t left; // to the emulator, of those
    bool is_fast;
    uint64_t apart; // MODE_AGREE: faults of which the emulator says something else
    size_t found_count;
    struct found found[64]; // the first that were accepted
};

// False when the undisturbed run does not reach its end, or the emulator refuses.
bool campaign_run(const struct campaign *campaign, const struct firmware *firmware,
                  struct tally *tally);

#endif
