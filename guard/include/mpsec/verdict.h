// mpsec/verdict.h - the answer of everything in the guard that admits or denies.
//
// Never an int or a bool. A caller compares with MPSEC_ADMIT for equality and treats every other
// value, one that no enumerator has included, as a refusal.
#ifndef MPSEC_VERDICT_H
#define MPSEC_VERDICT_H

enum mpsec_verdict {
    MPSEC_DENY = 0x2c9d71a6,
    MPSEC_ADMIT = 0x53628e59, // differs from MPSEC_DENY in every bit but the sign
};

#endif
