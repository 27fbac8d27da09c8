// mpsec/der.h - an ECDSA P-256 signature in canonical DER (X.690, SEC 1 C.8).
//
// SEQUENCE { INTEGER r, INTEGER s } with definite, shortest lengths, shortest non-negative
// integers and nothing left over. The range [1, n-1] is image_verify.h's to check.
#ifndef MPSEC_DER_H
#define MPSEC_DER_H

#include "mpsec/bytes.h"
#include "mpsec/err.h"

enum { MPSEC_SCALAR_SIZE = 32 };

// The content of the two INTEGERs without their sign byte: 1 to 32 bytes, big-endian.
struct mpsec_der_signature {
    struct mpsec_span r;
    struct mpsec_span s;
};

// MPSEC_ERR_DER for anything else; *out is then untouched. A zero scalar is well formed.
MPSEC_CHECK enum mpsec_err mpsec_der_signature_parse(struct mpsec_span bytes,
                                                     struct mpsec_der_signature *out);

// Writes a scalar of at most 32 bytes with zeros in front. Returns the OR of its bytes: 0 if it is
// 0.
uint32_t mpsec_der_scalar_put(struct mpsec_span scalar, uint8_t out[MPSEC_SCALAR_SIZE]);

#endif
