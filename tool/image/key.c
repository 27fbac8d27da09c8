// SPDX-License-Identifier: MIT
#include "image/key.h"

#include "base/file.h"
#include "image/token.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

enum { PEM_LIMIT = 64 * 1024, SCALAR = MPSEC_P256_SIGNATURE_SIZE / 2 };

// What the callback of OpenSSL is given, and whether it was called at all.
struct request {
    struct diag *diag;
    const char *name;
    const char *passphrase_file;
    bool asked, refused;
};

static int give_passphrase(char *buffer, int room, int writing, void *data)
{
    (void)writing;
    struct request *request = data;
    const struct passphrase_source source = {.file = request->passphrase_file};
    AUTO_PASSPHRASE passphrase = {.size = 0};
    request->asked = true;
    if (!passphrase_get(request->diag, &source, request->name, &passphrase) ||
        passphrase.size > (size_t)room) {
        request->refused = true;
        return -1;
    }
    memcpy(buffer, passphrase.text, passphrase.size);
    return (int)passphrase.size;
}

static bool is_p256(const EVP_PKEY *pair)
{
    char group[64];
    size_t size;
    return EVP_PKEY_get_base_id(pair) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(pair, group, sizeof group, &size) == 1 &&
           strcmp(group, "prime256v1") == 0;
}

// In front of X and Y: named curve, uncompressed point (RFC 5480 §2).
static const uint8_t head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                               0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                               0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

// The encoding the format asks for. A key file may say other.
static bool put_spki(const EVP_PKEY *pair, uint8_t spki[MPSEC_SPKI_SIZE])
{
    BIGNUM *x = NULL;
    BIGNUM *y = NULL;
    const bool good = EVP_PKEY_get_bn_param(pair, OSSL_PKEY_PARAM_EC_PUB_X, &x) == 1 &&
                      EVP_PKEY_get_bn_param(pair, OSSL_PKEY_PARAM_EC_PUB_Y, &y) == 1 &&
                      BN_bn2binpad(x, spki + sizeof head, SCALAR) == SCALAR &&
                      BN_bn2binpad(y, spki + sizeof head + SCALAR, SCALAR) == SCALAR;
    BN_free(x);
    BN_free(y);
    memcpy(spki, head, sizeof head);
    return good;
}

bool key_id_is_of(const uint8_t id[MPSEC_KEY_ID_SIZE], const uint8_t point[MPSEC_P256_POINT_SIZE])
{
    const struct mpsec_span parts[] = {{head, sizeof head}, {point, MPSEC_P256_POINT_SIZE}};
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_sha256(parts, sizeof parts / sizeof *parts, digest);
    return memcmp(digest, id, sizeof digest) == 0;
}

bool key_of_pair(EVP_PKEY *pair, const char *name, struct key *out)
{
    struct key key = {.name = name};
    if (!is_p256(pair) || !put_spki(pair, key.spki)) {
        return false;
    }
    const struct mpsec_span whole = {key.spki, sizeof key.spki};
    mpsec_sha256(&whole, 1, key.id);
    key.private_half = pair;
    *out = key;
    return true;
}

static bool keep(struct diag *diag, EVP_PKEY *pair, const char *name, struct key *out)
{
    if (key_of_pair(pair, name, out)) {
        return true;
    }
    EVP_PKEY_free(pair);
    diag_input(diag, (struct place){.file = name}, "make one with mpsec keygen",
               "this is not a key on the curve P-256");
    return false;
}

static EVP_PKEY *read_private(const struct file_bytes *pem, struct request *request)
{
    BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->size);
    EVP_PKEY *pair =
        bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, request) : NULL;
    BIO_free(bio);
    ERR_clear_error();
    return pair;
}

EVP_PKEY *key_read_pair(struct arena *arena, struct diag *diag, const char *name,
                        const char *passphrase_file)
{
    struct file_bytes pem;
    if (!file_load(arena, diag, "key", name, PEM_LIMIT, &pem)) {
        return NULL;
    }
    struct request request = {.diag = diag, .name = name, .passphrase_file = passphrase_file};
    EVP_PKEY *pair = read_private(&pem, &request);
    OPENSSL_cleanse(pem.data, pem.size);
    if (pair == NULL && request.asked && !request.refused) {
        diag_input(diag, (struct place){.file = name}, NULL,
                   "the passphrase does not open this key");
    } else if (pair == NULL && !request.refused) {
        diag_input(diag, (struct place){.file = name}, "give a PEM file with a private key",
                   "this is not a private key");
    }
    return pair;
}

bool key_load_private(struct arena *arena, struct diag *diag, const char *name,
                      const char *passphrase_file, struct key *out)
{
    *out = (struct key){0};
    if (token_is_uri(name)) {
        return token_open(arena, diag, name, out);
    }
    EVP_PKEY *pair = key_read_pair(arena, diag, name, passphrase_file);
    return pair != NULL && keep(diag, pair, name, out);
}

bool key_load_public(struct arena *arena, struct diag *diag, const char *path, struct key *out)
{
    *out = (struct key){0};
    struct file_bytes pem;
    if (!file_load(arena, diag, "public key", path, PEM_LIMIT, &pem)) {
        return false;
    }
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.size);
    EVP_PKEY *pair = bio != NULL ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    ERR_clear_error();
    if (pair == NULL) {
        diag_input(diag, (struct place){.file = path},
                   "give the file that mpsec keygen --public wrote", "this is not a public key");
        return false;
    }
    if (!keep(diag, pair, path, out)) {
        return false;
    }
    EVP_PKEY_free(out->private_half); // it holds no private half: only the SPKI is of use
    out->private_half = NULL;
    return true;
}

static bool sign_here(const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
                      struct signature *out)
{
    uint8_t der[SIGNATURE_MAX + 8];
    size_t size = sizeof der;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->private_half, NULL);
    const bool good = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
                      EVP_PKEY_sign(context, der, &size, digest, MPSEC_DIGEST_SIZE) == 1 &&
                      size <= SIGNATURE_MAX;
    EVP_PKEY_CTX_free(context);
    if (good) {
        memcpy(out->der, der, size);
        out->size = size;
    }
    return good;
}

bool key_sign(struct diag *diag, const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
              struct signature *out)
{
    if (key->token != NULL) {
        return token_sign(diag, key, digest, out);
    }
    if (key->private_half == NULL || !sign_here(key, digest, out)) {
        diag_environment(diag, (struct place){.file = key->name}, NULL,
                         "the key cannot make a signature");
        return false;
    }
    return true;
}

bool signature_of_raw(const uint8_t raw[MPSEC_P256_SIGNATURE_SIZE], struct signature *out)
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw, SCALAR, NULL);
    BIGNUM *s = BN_bin2bn(raw + SCALAR, SCALAR, NULL);
    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(pair);
        return false;
    }
    uint8_t *at = out->der;
    const int size = i2d_ECDSA_SIG(pair, NULL);
    const bool good = size > 0 && size <= SIGNATURE_MAX && i2d_ECDSA_SIG(pair, &at) == size;
    out->size = good ? (size_t)size : 0;
    ECDSA_SIG_free(pair);
    return good;
}

struct mpsec_key key_entry(const struct key *key, uint32_t roles)
{
    struct mpsec_key entry = {.roles = roles, .lms = key->lms};
    memcpy(entry.id, key->id, sizeof entry.id);
    memcpy(entry.point, key->spki + sizeof key->spki - sizeof entry.point, sizeof entry.point);
    return entry;
}

const char *key_id_text(struct arena *arena, const uint8_t id[MPSEC_KEY_ID_SIZE])
{
    char *text = arena_alloc(arena, MPSEC_KEY_ID_SIZE * 2 + 1, 1);
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < MPSEC_KEY_ID_SIZE; i++) {
        text[2 * i] = digits[id[i] >> 4];
        text[2 * i + 1] = digits[id[i] & 15U];
    }
    return text;
}

const char *key_public_pem(struct arena *arena, const struct key *key, size_t *size)
{
    const unsigned char *at = key->spki;
    EVP_PKEY *half = d2i_PUBKEY(NULL, &at, (long)sizeof key->spki);
    BIO *bio = BIO_new(BIO_s_mem());
    const char *copy = NULL;
    if (half != NULL && bio != NULL && PEM_write_bio_PUBKEY(bio, half) == 1) {
        char *text = NULL;
        const long length = BIO_get_mem_data(bio, &text);
        copy = arena_strndup(arena, text, (size_t)length);
        *size = (size_t)length;
    }
    BIO_free(bio);
    EVP_PKEY_free(half);
    return copy;
}

void key_release(struct key *key)
{
    EVP_PKEY_free(key->private_half);
    token_close(key->token);
    OPENSSL_cleanse(key, sizeof *key);
}
