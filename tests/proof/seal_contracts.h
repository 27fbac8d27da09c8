// seal_contracts.h - what core/src/seal.c promises its callers.
#ifndef SEAL_CONTRACTS_H
#define SEAL_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "crypto_contracts.h"
#include "mpsec/seal.h"

#define PART_THERE(parts, count, i) ((count) <= (i) || READABLE((parts)[i]))
// No key is derived from more than thirteen parts.
#define DERIVED_PARTS 13
#define DERIVED_FROM(parts, count)                                                                 \
    ((count) <= DERIVED_PARTS && __CPROVER_r_ok(parts, (count) * sizeof *(parts)) &&               \
     PART_THERE(parts, count, 0) && PART_THERE(parts, count, 1) && PART_THERE(parts, count, 2) &&  \
     PART_THERE(parts, count, 3) && PART_THERE(parts, count, 4) && PART_THERE(parts, count, 5) &&  \
     PART_THERE(parts, count, 6) && PART_THERE(parts, count, 7) && PART_THERE(parts, count, 8) &&  \
     PART_THERE(parts, count, 9) && PART_THERE(parts, count, 10) &&                                \
     PART_THERE(parts, count, 11) && PART_THERE(parts, count, 12))
#define BINDING_OK(binding)                                                                        \
    (__CPROVER_r_ok(binding, sizeof *(binding)) && READABLE((binding)->chip_key) &&                \
     READABLE((binding)->signer) && READABLE((binding)->class_id))

void mpsec_derive(struct mpsec_span chip_key, const struct mpsec_span *parts, size_t count,
                  uint8_t out[MPSEC_SEAL_KEY_SIZE])
REQUIRES(READABLE(chip_key) && DERIVED_FROM(parts, count))
REQUIRES(__CPROVER_w_ok(out, MPSEC_SEAL_KEY_SIZE))
ASSIGNS_BYTES(out, MPSEC_SEAL_KEY_SIZE)
;

// A record lies in what was read, to its last byte; where there is none, nothing was touched.
bool mpsec_sealed_read(struct mpsec_reader *reader, struct mpsec_sealed *out)
REQUIRES(WRITABLE(out))
ADVANCES(reader)
ASSIGNS(*out)
ENSURES(!RESULT || (out->name.size >= 1 && out->name.size <= MPSEC_SEAL_NAME_MAX))
ENSURES(!RESULT || (out->value.size >= 1 && out->value.size <= MPSEC_SEAL_VALUE_MAX))
ENSURES(!RESULT || (out->nonce.size == MPSEC_SEAL_NONCE_SIZE && out->tag.size == MPSEC_SHA256_SIZE))
ENSURES(!RESULT || (READ_FROM(out->name, reader) && READ_FROM(out->nonce, reader)))
ENSURES(!RESULT || (READ_FROM(out->value, reader) && READ_FROM(out->tag, reader)))
ENSURES(!RESULT || READ_FROM(out->tagged, reader))
ENSURES(!RESULT || reader->rest.size < OLD(reader->rest.size))
ENSURES(RESULT || reader->rest.size == OLD(reader->rest.size))
ENSURES(RESULT || out->value.size == OLD(out->value.size))
;

bool mpsec_sealed_open(const struct mpsec_sealed *sealed, const struct mpsec_seal_binding *binding,
                       uint8_t *out)
REQUIRES(__CPROVER_r_ok(sealed, sizeof *sealed) && READABLE(sealed->tagged))
REQUIRES(READABLE(sealed->nonce) && READABLE(sealed->value) && READABLE(sealed->tag))
REQUIRES(sealed->value.size <= MPSEC_SEAL_VALUE_MAX && sealed->tag.size == MPSEC_SHA256_SIZE)
REQUIRES(BINDING_OK(binding) && __CPROVER_w_ok(out, MPSEC_SEAL_VALUE_MAX))
ASSIGNS_BYTES(out, MPSEC_SEAL_VALUE_MAX)
;

#endif
