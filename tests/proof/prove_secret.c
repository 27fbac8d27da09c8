// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "flash_contracts.h"
#include "seal_contracts.h"

#include "secret.c"

// No longer than what the caller has room for, and found only where it opens.
static enum mpsec_secret_result search(struct mpsec_reader reader, struct mpsec_span name,
                                       const struct mpsec_seal_binding *binding,
                                       struct mpsec_span *value, uint8_t *out)
REQUIRES(READABLE(reader.rest) && READABLE(name) && BINDING_OK(binding) && WRITABLE(value))
REQUIRES(__CPROVER_w_ok(out, MPSEC_SEAL_VALUE_MAX))
ASSIGNS(*value)
ASSIGNS_BYTES(out, MPSEC_SEAL_VALUE_MAX)
ENSURES(RESULT == MPSEC_SECRET_OK || RESULT == MPSEC_SECRET_NONE || RESULT == MPSEC_SECRET_SEALED)
ENSURES(RESULT != MPSEC_SECRET_OK || value->size <= MPSEC_SEAL_VALUE_MAX)
;

enum mpsec_secret_result mpsec_secret_get(const struct mpsec_device *device,
                                          struct mpsec_span signer, struct mpsec_span name,
                                          uint8_t *out, size_t *size)
REQUIRES(DEVICE_HERE(device) && CLASSES_OK(&device->policy) && device->policy.roles <= UINT8_MAX)
REQUIRES(READABLE(signer) && READABLE(name))
REQUIRES(__CPROVER_w_ok(out, MPSEC_SEAL_VALUE_MAX) && WRITABLE(size))
ASSIGNS(*size)
ASSIGNS_BYTES(out, MPSEC_SEAL_VALUE_MAX)
ENSURES(*size <= MPSEC_SEAL_VALUE_MAX && (RESULT == MPSEC_SECRET_OK || *size == 0))
ENSURES(RESULT != MPSEC_SECRET_OK || signer.size == MPSEC_KEY_ID_SIZE)
;

bool mpsec_secret_erase(const struct mpsec_device *device)
REQUIRES(DEVICE_HERE(device))
ASSIGNS()
;

void prove_mpsec_secret_chip_key(void)
{
    ANY_DEVICE(device);
    uint8_t out[MPSEC_CHIP_KEY_SIZE];
    (void)mpsec_secret_chip_key(&device, out);
}

void prove_mpsec_secret_has_key(void)
{
    ANY_DEVICE(device);
    (void)mpsec_secret_has_key(&device);
}

void prove_search(void)
{
    const struct mpsec_seal_binding binding = {ANY_SPAN(), ANY_SPAN(), ANY_SPAN(), nondet_u8()};
    struct mpsec_span value;
    uint8_t out[MPSEC_SEAL_VALUE_MAX];
    (void)search(ANY_READER(), ANY_SPAN(), &binding, &value, out);
}

void prove_mpsec_secret_get(void)
{
    const struct mpsec_span whole = any_object();
    ANY_DEVICE(device);
    ANY_CLASSES(device.policy, whole);
    uint8_t out[MPSEC_SEAL_VALUE_MAX];
    size_t size;
    (void)mpsec_secret_get(&device, ANY_SPAN(), ANY_SPAN(), out, &size);
}

void prove_mpsec_secret_erase(void)
{
    ANY_DEVICE(device);
    (void)mpsec_secret_erase(&device);
}
