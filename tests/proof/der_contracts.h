// der_contracts.h - what core/src/der.c promises its callers.
#ifndef DER_CONTRACTS_H
#define DER_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "bytes_contracts.h"
#include "mpsec/der.h"

#define SCALAR_OF(scalar, bytes)                                                                   \
    ((scalar).size >= 1 && (scalar).size <= MPSEC_SCALAR_SIZE && INSIDE(scalar, bytes))

enum mpsec_err mpsec_der_signature_parse(struct mpsec_span bytes, struct mpsec_der_signature *out)
REQUIRES(READABLE(bytes) && __CPROVER_w_ok(out, sizeof *out))
ASSIGNS(*out)
ENSURES(RESULT == MPSEC_OK || RESULT == MPSEC_ERR_DER)
ENSURES(RESULT != MPSEC_OK || (SCALAR_OF(out->r, bytes) && SCALAR_OF(out->s, bytes)))
ENSURES(RESULT == MPSEC_OK || (out->r.size == OLD(out->r.size) && out->s.size == OLD(out->s.size)))
;

uint32_t mpsec_der_scalar_put(struct mpsec_span scalar, uint8_t out[MPSEC_SCALAR_SIZE])
REQUIRES(READABLE(scalar) && scalar.size <= MPSEC_SCALAR_SIZE)
REQUIRES(__CPROVER_w_ok(out, MPSEC_SCALAR_SIZE))
ASSIGNS_BYTES(out, MPSEC_SCALAR_SIZE)
;

#endif
