// SPDX-License-Identifier: MIT
#include "image/seal.h"

#include "base/file.h"

#include <string.h>
#include <sys/random.h>

enum {
    FILE_MAX = 4096,
    CHIP_MAGIC_SIZE = 4,
    CHIP_ID_SIZE = 16,
    CHIP_KEY_AT = CHIP_MAGIC_SIZE + CHIP_ID_SIZE,
};

static bool load_chip_key(struct arena *arena, struct diag *diag, const char *path,
                          uint8_t out[MPSEC_SEAL_KEY_SIZE])
{
    struct file_bytes bytes;
    memset(out, 0, MPSEC_SEAL_KEY_SIZE);
    if (path == NULL) {
        diag_warning(diag, NO_PLACE, "give --chip-key where the chip has one",
                     "without a key of the chip this is obfuscation only: whoever reads the flash "
                     "can read the secrets");
        return true;
    }
    if (!file_load(arena, diag, "key of the chip", path, FILE_MAX, &bytes)) {
        return false;
    }
    const bool chip = bytes.size >= CHIP_KEY_AT + (size_t)MPSEC_SEAL_KEY_SIZE &&
                      memcmp(bytes.data, "mpsC", CHIP_MAGIC_SIZE) == 0;
    if (!chip && bytes.size != MPSEC_SEAL_KEY_SIZE) {
        diag_input(diag, (struct place){.file = path}, NULL,
                   "the key of a chip is a file of %d bytes", MPSEC_SEAL_KEY_SIZE);
        return false;
    }
    memcpy(out, bytes.data + (chip ? CHIP_KEY_AT : 0), MPSEC_SEAL_KEY_SIZE);
    mpsec_wipe(bytes.data, bytes.size);
    return true;
}

static bool load_signer(struct arena *arena, struct diag *diag, const char *path,
                        uint8_t out[MPSEC_KEY_ID_SIZE])
{
    struct file_bytes pem;
    struct key key = {.name = NULL};
    if (!file_load(arena, diag, "key", path, FILE_MAX, &pem)) {
        return false;
    }
    const bool public = strstr(pem.data, "-----BEGIN PUBLIC KEY-----") != NULL;
    const bool good = public ? key_load_public(arena, diag, path, &key)
                             : key_load_private(arena, diag, path, NULL, &key);
    memcpy(out, key.id, MPSEC_KEY_ID_SIZE);
    key_release(&key);
    return good;
}

// Appends the record of one NAME=FILE.
static bool add(struct arena *arena, struct diag *diag, const char *secret,
                const struct mpsec_seal_binding *binding, struct mpsec_span *all)
{
    const char *equals = strchr(secret, '=');
    struct file_bytes value;
    uint8_t nonce[MPSEC_SEAL_NONCE_SIZE];
    if (equals == NULL) {
        diag_input(diag, NO_PLACE, "wifi=wifi-password.txt, say",
                   "a secret is given as NAME=FILE, not as '%s'", secret);
        return false;
    }
    if (!file_load(arena, diag, "secret", equals + 1, FILE_MAX, &value)) {
        return false;
    }
    if (getrandom(nonce, sizeof nonce, 0) != (ssize_t)sizeof nonce) {
        diag_environment(diag, NO_PLACE, NULL, "no random numbers can be had");
        return false;
    }
    uint8_t *bytes = arena_alloc(arena, all->size + MPSEC_SEAL_RECORD_MAX, 1);
    if (all->size > 0) {
        memcpy(bytes, all->data, all->size);
    }
    const size_t size = mpsec_seal(
        binding, (struct mpsec_span){(const uint8_t *)secret, (size_t)(equals - secret)},
        (struct mpsec_span){(const uint8_t *)value.data, value.size}, nonce, bytes + all->size);
    mpsec_wipe(value.data, value.size);
    if (size == 0) {
        diag_input(diag, (struct place){.file = equals + 1}, NULL,
                   "a secret has a name of 1 to %d characters and 1 to %d bytes",
                   MPSEC_SEAL_NAME_MAX, MPSEC_SEAL_VALUE_MAX);
        return false;
    }
    *all = (struct mpsec_span){bytes, all->size + size};
    return true;
}

bool secrets_seal(struct arena *arena, struct diag *diag, const struct seal_request *request,
                  struct mpsec_span *out)
{
    uint8_t key[MPSEC_SEAL_KEY_SIZE], signer[MPSEC_KEY_ID_SIZE];
    if (!load_signer(arena, diag, request->signer, signer) ||
        !load_chip_key(arena, diag, request->chip_key, key)) {
        return false;
    }
    const struct mpsec_seal_binding binding = {
        .chip_key = {key, sizeof key},
        .signer = {signer, sizeof signer},
        .class_id = {request->class.bytes,
                     request->class.given ? sizeof request->class.bytes : (size_t)0},
        .life = MPSEC_ROLE_RELEASE,
    };
    struct mpsec_span all = {NULL, 0};
    bool good = true;
    for (size_t i = 0; good && i < request->secret_count; i++) {
        good = add(arena, diag, request->secrets[i], &binding, &all);
    }
    mpsec_wipe(key, sizeof key);
    *out = all;
    return good;
}
