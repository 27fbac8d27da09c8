// SPDX-License-Identifier: MIT
#include "mpsec/secret.h"

bool mpsec_secret_chip_key(const struct mpsec_device *device, uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    const struct mpsec_chip *chip = device->chip;
    if (chip != NULL && chip->key != NULL && chip->key(out)) {
        return true;
    }
    mpsec_wipe(out, MPSEC_CHIP_KEY_SIZE);
    return false;
}

bool mpsec_secret_has_key(const struct mpsec_device *device)
{
    uint8_t key[MPSEC_CHIP_KEY_SIZE];
    const bool has = mpsec_secret_chip_key(device, key);
    mpsec_wipe(key, sizeof key);
    return has;
}

// The first record of this name that opens.
static enum mpsec_secret_result search(struct mpsec_reader reader, struct mpsec_span name,
                                       const struct mpsec_seal_binding *binding,
                                       struct mpsec_span *value, uint8_t *out)
{
    struct mpsec_sealed sealed;
    enum mpsec_secret_result result = MPSEC_SECRET_NONE;
    while (result != MPSEC_SECRET_OK && mpsec_sealed_read(&reader, &sealed)) {
        if (mpsec_span_equal(sealed.name, name)) {
            *value = sealed.value;
            result =
                mpsec_sealed_open(&sealed, binding, out) ? MPSEC_SECRET_OK : MPSEC_SECRET_SEALED;
        }
    }
    return result;
}

enum mpsec_secret_result mpsec_secret_get(const struct mpsec_device *device,
                                          struct mpsec_span signer, struct mpsec_span name,
                                          uint8_t *out, size_t *size)
{
    const struct mpsec_flash *flash = device->flash;
    const size_t room = device->layout.secrets == 0 ? 0 : device->layout.secrets_size;
    const uint8_t *seen =
        room == 0 ? NULL : flash->map(flash->context, device->layout.secrets, room);
    uint8_t key[MPSEC_CHIP_KEY_SIZE];
    *size = 0;
    if (seen == NULL || signer.size != MPSEC_KEY_ID_SIZE) {
        return MPSEC_SECRET_NONE;
    }
    const struct mpsec_seal_binding binding = {
        .chip_key = {key, sizeof key},
        .signer = signer,
        .class_id = device->policy.class_id,
        .life = (uint8_t)device->policy.roles,
    };
    struct mpsec_span value = {NULL, 0};
    (void)mpsec_secret_chip_key(device, key);
    const enum mpsec_secret_result result =
        search(mpsec_reader_of((struct mpsec_span){seen, room}), name, &binding, &value, out);
    mpsec_wipe(key, sizeof key);
    *size = result == MPSEC_SECRET_OK ? value.size : 0;
    return result;
}

bool mpsec_secret_erase(const struct mpsec_device *device)
{
    const uint32_t size = device->layout.secrets == 0 ? 0 : device->layout.secrets_size;
    return mpsec_flash_erase(device->flash, device->layout.secrets, size);
}
