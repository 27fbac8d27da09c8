// SPDX-License-Identifier: MIT
#include "image/lms_key.h"

#include "base/file.h"
#include "image/key_file.h"
#include "image/lms_state.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <string.h>
#include <unistd.h>

enum {
    PEM_LIMIT = 64 * 1024,
    SPKI_HEAD = 24,
    SPKI_SIZE = SPKI_HEAD + MPSEC_LMS_PUBLIC_SIZE,
    LEAVES_SIZE = MPSEC_LMS_LEAVES * MPSEC_SHA256_SIZE,
    SEED_AT = MPSEC_LMS_PUBLIC_SIZE,
    LEAVES_AT = SEED_AT + LMS_SEED_SIZE,
    CONTENT_SIZE = LEAVES_AT + LEAVES_SIZE,
};

// id-alg-hss-lms-hashsig (RFC 9708)
#define ALGORITHM "1.2.840.113549.1.9.16.3.17"

// SubjectPublicKeyInfo (RFC 9708) up to the LMS key: the algorithm, and an HSS key of one level.
static const uint8_t spki_head[SPKI_HEAD] = {0x30, 0x4e, 0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86,
                                             0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03,
                                             0x11, 0x03, 0x3d, 0x00, 0,    0,    0,    1};

static struct place at(const char *path)
{
    return (struct place){.file = path};
}

// Public key, seed, leaves: one after the other (docs/spec/lms-key.md).
static PKCS8_PRIV_KEY_INFO *wrap(const struct lms_secret *secret)
{
    PKCS8_PRIV_KEY_INFO *info = PKCS8_PRIV_KEY_INFO_new();
    uint8_t *content = OPENSSL_malloc(CONTENT_SIZE);
    ASN1_OBJECT *algorithm = OBJ_txt2obj(ALGORITHM, 1);
    if (info != NULL && content != NULL && algorithm != NULL) {
        lms_public_of(secret, content);
        memcpy(content + SEED_AT, secret->seed, LMS_SEED_SIZE);
        memcpy(content + LEAVES_AT, secret->leaves, LEAVES_SIZE);
        if (PKCS8_pkey_set0(info, algorithm, 0, V_ASN1_UNDEF, NULL, content, CONTENT_SIZE) == 1) {
            return info;
        }
    }
    ASN1_OBJECT_free(algorithm);
    OPENSSL_clear_free(content, CONTENT_SIZE);
    PKCS8_PRIV_KEY_INFO_free(info);
    return NULL;
}

static bool write_public(struct diag *diag, const char *path,
                         const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE])
{
    uint8_t spki[SPKI_SIZE];
    memcpy(spki, spki_head, sizeof spki_head);
    memcpy(spki + SPKI_HEAD, public_key, MPSEC_LMS_PUBLIC_SIZE);
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = bio != NULL && PEM_write_bio(bio, "PUBLIC KEY", "", spki, SPKI_SIZE) > 0;
    if (good) {
        char *text = NULL;
        const long size = BIO_get_mem_data(bio, &text);
        good = key_file_write_public(diag, path, text, (size_t)size);
    }
    BIO_free(bio);
    return good;
}

// The state first: a key without one is refused, a state without a key is nothing.
static bool write_all(struct arena *arena, struct diag *diag, const struct keygen_request *request,
                      const struct lms_secret *secret, const uint8_t *public_key)
{
    PKCS8_PRIV_KEY_INFO *info = wrap(secret);
    bool good = info != NULL && lms_state_create(arena, diag, request->path, secret->id);
    if (good && !key_file_write_private(diag, request, info)) {
        unlink(lms_state_path(arena, request->path));
        good = false;
    }
    PKCS8_PRIV_KEY_INFO_free(info);
    return good &&
           (request->public_path == NULL || write_public(diag, request->public_path, public_key));
}

bool lms_keygen_run(struct arena *arena, struct diag *diag, const struct keygen_request *request,
                    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE])
{
    struct lms_secret *secret = ARENA_NEW(arena, struct lms_secret);
    if (!key_file_is_free(diag, request->path) || !key_file_is_free(diag, request->public_path) ||
        !key_file_is_free(diag, lms_state_path(arena, request->path))) {
        return false;
    }
    if (RAND_bytes(secret->id, sizeof secret->id) != 1 ||
        RAND_priv_bytes(secret->seed, sizeof secret->seed) != 1 || !lms_leaves_make(secret)) {
        diag_environment(diag, NO_PLACE, NULL, "OpenSSL cannot make an LMS key");
        return false;
    }
    lms_public_of(secret, public_key);
    const bool good = write_all(arena, diag, request, secret, public_key);
    OPENSSL_cleanse(secret, sizeof *secret);
    return good;
}

static PKCS8_PRIV_KEY_INFO *decrypt(struct diag *diag, const uint8_t *der, long size,
                                    const struct passphrase_source *source, const char *path)
{
    AUTO_PASSPHRASE passphrase = {.size = 0};
    X509_SIG *sealed = d2i_X509_SIG(NULL, &der, size);
    PKCS8_PRIV_KEY_INFO *info = NULL;
    if (sealed == NULL) {
        diag_input(diag, at(path), NULL, "this is not a private key");
    } else if (passphrase_get(diag, source, path, &passphrase)) {
        info = PKCS8_decrypt(sealed, passphrase.text, (int)passphrase.size);
        if (info == NULL) {
            diag_input(diag, at(path), NULL, "the passphrase does not open this key");
        }
    }
    X509_SIG_free(sealed);
    return info;
}

// NULL after reporting.
static PKCS8_PRIV_KEY_INFO *read_info(struct diag *diag, const struct file_bytes *pem,
                                      const char *path, const char *passphrase_file)
{
    const struct passphrase_source source = {.file = passphrase_file};
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long size = 0;
    PKCS8_PRIV_KEY_INFO *info = NULL;
    BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->size);
    const bool read = bio != NULL && PEM_read_bio(bio, &name, &header, &der, &size) == 1;
    const unsigned char *start = der;
    if (read && strcmp(name, PEM_STRING_PKCS8) == 0) {
        info = decrypt(diag, der, size, &source, path);
    } else {
        info = read && strcmp(name, PEM_STRING_PKCS8INF) == 0
                   ? d2i_PKCS8_PRIV_KEY_INFO(NULL, &start, size)
                   : NULL;
        if (info == NULL) {
            diag_input(diag, at(path), "make one with mpsec keygen --lms",
                       "this is not a private key");
        }
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(der, (size_t)size);
    BIO_free(bio);
    ERR_clear_error();
    return info;
}

// Root and leaves must belong together: a leaf that was changed would spoil every signature.
static bool unwrap(const PKCS8_PRIV_KEY_INFO *info, struct lms_key *out)
{
    const ASN1_OBJECT *algorithm = NULL;
    const unsigned char *content = NULL;
    int size = 0;
    char name[64];
    if (PKCS8_pkey_get0(&algorithm, &content, &size, NULL, info) != 1 || size != CONTENT_SIZE ||
        OBJ_obj2txt(name, sizeof name, algorithm, 1) <= 0 || strcmp(name, ALGORITHM) != 0) {
        return false;
    }
    memcpy(out->secret->id, content + 8, sizeof out->secret->id);
    memcpy(out->secret->seed, content + SEED_AT, LMS_SEED_SIZE);
    memcpy(out->secret->leaves, content + LEAVES_AT, LEAVES_SIZE);
    lms_public_of(out->secret, out->public_key);
    return memcmp(out->public_key, content, sizeof out->public_key) == 0;
}

bool lms_key_load(struct arena *arena, struct diag *diag, const char *path,
                  const char *passphrase_file, struct lms_key *out)
{
    struct file_bytes pem;
    if (!file_load(arena, diag, "LMS key", path, PEM_LIMIT, &pem)) {
        return false;
    }
    PKCS8_PRIV_KEY_INFO *info = read_info(diag, &pem, path, passphrase_file);
    OPENSSL_cleanse(pem.data, pem.size);
    if (info == NULL) {
        return false;
    }
    struct lms_key key = {.path = path, .secret = ARENA_NEW(arena, struct lms_secret)};
    const bool good = unwrap(info, &key);
    PKCS8_PRIV_KEY_INFO_free(info);
    if (!good) {
        lms_key_release(&key);
        diag_input(diag, at(path), "make one with mpsec keygen --lms",
                   "this is not an LMS key of height 10 and width 8");
        return false;
    }
    *out = key;
    return true;
}

void lms_key_release(struct lms_key *key)
{
    if (key->secret != NULL) {
        OPENSSL_cleanse(key->secret, sizeof *key->secret);
    }
    *key = (struct lms_key){.path = NULL};
}

bool lms_public_load(struct arena *arena, struct diag *diag, const char *path,
                     uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE])
{
    static const uint8_t types[] = {0, 0, 0, MPSEC_LMS_TYPE, 0, 0, 0, MPSEC_LMS_OTS_TYPE};
    struct file_bytes pem;
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long size = 0;
    if (!file_load(arena, diag, "public LMS key", path, PEM_LIMIT, &pem)) {
        return false;
    }
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.size);
    const bool good = bio != NULL && PEM_read_bio(bio, &name, &header, &der, &size) == 1 &&
                      strcmp(name, "PUBLIC KEY") == 0 && size == SPKI_SIZE &&
                      memcmp(der, spki_head, sizeof spki_head) == 0 &&
                      memcmp(der + SPKI_HEAD, types, sizeof types) == 0;
    if (good) {
        memcpy(public_key, der + SPKI_HEAD, MPSEC_LMS_PUBLIC_SIZE);
    } else {
        diag_input(diag, at(path), "give the file that mpsec keygen --lms --public wrote",
                   "this is not a public LMS key of height 10 and width 8");
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(bio);
    ERR_clear_error();
    return good;
}

bool lms_key_sign(struct arena *arena, struct diag *diag, const struct lms_key *key,
                  struct mpsec_span message, struct lms_signature *out)
{
    uint8_t randomizer[MPSEC_SHA256_SIZE];
    const struct mpsec_span whole = {out->bytes, sizeof out->bytes};
    if (!lms_state_take(arena, diag, key->path, key->secret->id, &out->leaf)) {
        return false;
    }
    if (RAND_bytes(randomizer, sizeof randomizer) != 1 ||
        !lms_sign(key->secret, out->leaf, message, randomizer, out->bytes) ||
        mpsec_lms_verify(key->public_key, message, whole) != MPSEC_SIGNATURE_GOOD) {
        diag_environment(diag, at(key->path), NULL, "the LMS key cannot make a signature");
        return false;
    }
    return true;
}
