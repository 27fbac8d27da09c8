// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "crypto_contracts.h"

#include "p256.c"

// What p256-m is taken to do: tests/proof/assumed.table. Numbers are eight words of 32 bits.
#define NUMBER(pointer)  __CPROVER_r_ok(pointer, 32)
#define RESULT_AT(pointer) REQUIRES(__CPROVER_w_ok(pointer, 32)) ASSIGNS_BYTES(pointer, 32)

int p256_ecdsa_verify(const uint8_t sig[64], const uint8_t pub[64], const uint8_t *hash,
                      size_t hlen)
REQUIRES(__CPROVER_r_ok(sig, 64) && __CPROVER_r_ok(pub, 64) && __CPROVER_r_ok(hash, hlen))
ASSIGNS()
;

psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
ASSIGNS()
ENSURES(RESULT == PSA_ERROR_NOT_SUPPORTED)
;

void prove_mpsec_p256_verify(void)
{
    uint8_t point[MPSEC_P256_POINT_SIZE];
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    (void)mpsec_p256_verify(point, digest, signature);
}

void prove_psa_generate_random(void)
{
    uint8_t output[16];
    (void)psa_generate_random(output, nondet_size());
}
