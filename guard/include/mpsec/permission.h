// mpsec/permission.h - the answer of what in the guard admits or denies a step of the boot.
//
// Never an int or a bool. A caller compares with MPSEC_ADMIT for equality and treats every other
// value, one that no enumerator has included, as a refusal. What is thought of an image is a
// verdict (mpsec/image_verify.h).
#ifndef MPSEC_PERMISSION_H
#define MPSEC_PERMISSION_H

enum mpsec_permission {
    MPSEC_DENY = 0x2c9d71a6,
    MPSEC_ADMIT = 0x53628e59, // differs from MPSEC_DENY in every bit but the sign
};

#endif
