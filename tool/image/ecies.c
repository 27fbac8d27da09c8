// SPDX-License-Identifier: MIT
#include "image/ecies.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <string.h>

enum {
    POINT_SIZE = 65, // 04 X Y
    TAG_SIZE = 32,
    SHARED_SIZE = 32,
    KEY_MAX = 32,
    MAC_KEY_SIZE = 32,
    SPKI_HEAD_SIZE = MPSEC_SPKI_SIZE - POINT_SIZE,
};

// What both sides derive from the shared secret.
struct derived {
    uint8_t wrapping[KEY_MAX];
    uint8_t mac[MAC_KEY_SIZE];
};

static bool ecdh(EVP_PKEY *mine, EVP_PKEY *theirs, uint8_t shared[SHARED_SIZE])
{
    size_t size = SHARED_SIZE;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(mine, NULL);
    // Validates the other side's point: one off the curve would give bits of our key away.
    const bool good = context != NULL && EVP_PKEY_derive_init(context) == 1 &&
                      EVP_PKEY_derive_set_peer_ex(context, theirs, 1) == 1 &&
                      EVP_PKEY_derive(context, shared, &size) == 1 && size == SHARED_SIZE;
    EVP_PKEY_CTX_free(context);
    return good;
}

static bool hkdf(const uint8_t shared[SHARED_SIZE], uint8_t *out, size_t size)
{
    static const char info[] = "MCUBoot_ECIES_v1";
    uint8_t salt[SHARED_SIZE] = {0};
    uint8_t secret[SHARED_SIZE];
    char digest[] = "SHA256";
    char label[sizeof info];
    memcpy(secret, shared, sizeof secret);
    memcpy(label, info, sizeof info);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, sizeof salt),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, sizeof secret),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, label, sizeof info - 1),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    const bool good = context != NULL && EVP_KDF_derive(context, out, size, parameters) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    OPENSSL_cleanse(secret, sizeof secret);
    return good;
}

static bool derive(EVP_PKEY *mine, EVP_PKEY *theirs, size_t key_size, struct derived *out)
{
    uint8_t shared[SHARED_SIZE];
    uint8_t material[KEY_MAX + MAC_KEY_SIZE];
    const bool good = ecdh(mine, theirs, shared) && hkdf(shared, material, key_size + MAC_KEY_SIZE);
    memcpy(out->wrapping, material, key_size);
    memcpy(out->mac, material + key_size, MAC_KEY_SIZE);
    OPENSSL_cleanse(shared, sizeof shared);
    OPENSSL_cleanse(material, sizeof material);
    return good;
}

// AES-CTR from counter 0. It is its own inverse.
static bool aes_ctr(const uint8_t *key, size_t key_size, struct mpsec_span in, uint8_t *out)
{
    static const uint8_t counter[16] = {0};
    int size = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    const EVP_CIPHER *cipher = key_size == 16 ? EVP_aes_128_ctr() : EVP_aes_256_ctr();
    const bool good = context != NULL &&
                      EVP_EncryptInit_ex2(context, cipher, key, counter, NULL) == 1 &&
                      EVP_EncryptUpdate(context, out, &size, in.data, (int)in.size) == 1 &&
                      (size_t)size == in.size;
    EVP_CIPHER_CTX_free(context);
    return good;
}

static bool make_tag(const struct derived *keys, const uint8_t *wrapped, size_t size,
                     uint8_t tag[TAG_SIZE])
{
    return HMAC(EVP_sha256(), keys->mac, MAC_KEY_SIZE, wrapped, size, tag, NULL) != NULL;
}

// The point in a SubjectPublicKeyInfo, whose head is the same for every P-256 key. NULL when it
// is not on the curve.
static EVP_PKEY *peer_of_point(const uint8_t *head, const uint8_t point[POINT_SIZE])
{
    uint8_t spki[MPSEC_SPKI_SIZE];
    memcpy(spki, head, SPKI_HEAD_SIZE);
    memcpy(spki + SPKI_HEAD_SIZE, point, POINT_SIZE);
    const unsigned char *at = spki;
    EVP_PKEY *peer = point[0] == 0x04 ? d2i_PUBKEY(NULL, &at, (long)sizeof spki) : NULL;
    ERR_clear_error();
    return peer;
}

static bool seal(EVP_PKEY *ephemeral, EVP_PKEY *peer, const uint8_t *key,
                 struct ecies_record *record, size_t key_size)
{
    struct derived keys;
    unsigned char *point = NULL;
    uint8_t *tag = record->bytes + POINT_SIZE;
    uint8_t *wrapped = tag + TAG_SIZE;
    record->size = POINT_SIZE + TAG_SIZE + key_size;
    const bool encoded = EVP_PKEY_get1_encoded_public_key(ephemeral, &point) == POINT_SIZE;
    if (encoded) {
        memcpy(record->bytes, point, POINT_SIZE);
    }
    OPENSSL_free(point);
    const bool good =
        encoded && derive(ephemeral, peer, key_size, &keys) &&
        aes_ctr(keys.wrapping, key_size, (struct mpsec_span){key, key_size}, wrapped) &&
        make_tag(&keys, wrapped, key_size, tag);
    OPENSSL_cleanse(&keys, sizeof keys);
    return good;
}

bool ecies_encrypt(struct diag *diag, const struct key *recipient, size_t key_size,
                   struct mpsec_span plaintext, uint8_t *ciphertext, struct ecies_record *out)
{
    uint8_t key[KEY_MAX]; // fresh for each image: the counter always starts at 0
    EVP_PKEY *ephemeral = EVP_EC_gen("P-256");
    EVP_PKEY *peer = peer_of_point(recipient->spki, recipient->spki + SPKI_HEAD_SIZE);
    const bool good = ephemeral != NULL && peer != NULL && RAND_bytes(key, (int)key_size) == 1 &&
                      seal(ephemeral, peer, key, out, key_size) &&
                      aes_ctr(key, key_size, plaintext, ciphertext);
    OPENSSL_cleanse(key, sizeof key);
    EVP_PKEY_free(ephemeral);
    EVP_PKEY_free(peer);
    if (!good) {
        diag_environment(diag, (struct place){.file = recipient->name}, NULL,
                         "OpenSSL cannot encrypt for this key");
    }
    return good;
}

static enum ecies_end open_record(EVP_PKEY *mine, EVP_PKEY *peer, struct mpsec_span record,
                                  uint8_t *key)
{
    const uint8_t *tag = record.data + POINT_SIZE;
    const uint8_t *wrapped = tag + TAG_SIZE;
    const size_t key_size = record.size - POINT_SIZE - TAG_SIZE;
    struct derived keys;
    uint8_t expected[TAG_SIZE];
    enum ecies_end end = ECIES_FAILED;
    if (derive(mine, peer, key_size, &keys) && make_tag(&keys, wrapped, key_size, expected)) {
        end = CRYPTO_memcmp(tag, expected, TAG_SIZE) == 0 ? ECIES_OPENED : ECIES_REFUSED;
    }
    if (end == ECIES_OPENED &&
        !aes_ctr(keys.wrapping, key_size, (struct mpsec_span){wrapped, key_size}, key)) {
        end = ECIES_FAILED;
    }
    OPENSSL_cleanse(&keys, sizeof keys);
    return end;
}

enum ecies_end ecies_decrypt(struct diag *diag, const struct key *key,
                             const struct mpsec_image *image, uint8_t *plaintext)
{
    uint8_t unwrapped[KEY_MAX];
    const size_t key_size = image->encryption.size - POINT_SIZE - TAG_SIZE;
    EVP_PKEY *peer = peer_of_point(key->spki, image->encryption.data);
    if (peer == NULL) {
        return ECIES_REFUSED;
    }
    enum ecies_end end = key->private_half != NULL
                             ? open_record(key->private_half, peer, image->encryption, unwrapped)
                             : ECIES_FAILED;
    if (end == ECIES_OPENED && !aes_ctr(unwrapped, key_size, image->payload, plaintext)) {
        end = ECIES_FAILED;
    }
    OPENSSL_cleanse(unwrapped, sizeof unwrapped);
    EVP_PKEY_free(peer);
    if (end == ECIES_FAILED) {
        diag_environment(diag, (struct place){.file = key->name},
                         "a key that decrypts is a PEM file with a private key",
                         "the key cannot decrypt");
    }
    return end;
}
