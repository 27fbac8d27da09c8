// SPDX-License-Identifier: MIT
#include "image/boot_key.h"

#include "image/key.h"
#include "mpsec/crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <string.h>

enum { SCALAR = BOOT_POINT_SIZE / 2, DER_MAX = 80 };

static bool is_secp256k1(const EVP_PKEY *pair)
{
    char group[64];
    size_t size;
    return EVP_PKEY_get_base_id(pair) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(pair, group, sizeof group, &size) == 1 &&
           strcmp(group, "secp256k1") == 0;
}

static bool put_point(const EVP_PKEY *pair, uint8_t point[BOOT_POINT_SIZE])
{
    BIGNUM *x = NULL;
    BIGNUM *y = NULL;
    const bool good = EVP_PKEY_get_bn_param(pair, OSSL_PKEY_PARAM_EC_PUB_X, &x) == 1 &&
                      EVP_PKEY_get_bn_param(pair, OSSL_PKEY_PARAM_EC_PUB_Y, &y) == 1 &&
                      BN_bn2binpad(x, point, SCALAR) == SCALAR &&
                      BN_bn2binpad(y, point + SCALAR, SCALAR) == SCALAR;
    BN_free(x);
    BN_free(y);
    return good;
}

bool boot_key_load(struct arena *arena, struct diag *diag, const char *name,
                   const char *passphrase_file, struct boot_key *out)
{
    *out = (struct boot_key){.name = name};
    EVP_PKEY *pair = key_read_pair(arena, diag, name, passphrase_file);
    if (pair == NULL) {
        return false;
    }
    if (!is_secp256k1(pair) || !put_point(pair, out->point)) {
        EVP_PKEY_free(pair);
        diag_input(diag, (struct place){.file = name},
                   "make one with openssl ecparam -name secp256k1 -genkey -noout",
                   "the boot ROM of the RP2350 takes keys on secp256k1 only, and this is none");
        return false;
    }
    const struct mpsec_span point = {out->point, sizeof out->point};
    mpsec_sha256(&point, 1, out->hash);
    out->pair = pair;
    return true;
}

bool boot_key_sign(struct diag *diag, const struct boot_key *key,
                   const uint8_t digest[BOOT_HASH_SIZE], uint8_t out[BOOT_SIGNATURE_SIZE])
{
    uint8_t der[DER_MAX];
    const uint8_t *at = der;
    size_t size = sizeof der;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->pair, NULL);
    ECDSA_SIG *numbers = NULL;
    if (context != NULL && EVP_PKEY_sign_init(context) == 1 &&
        EVP_PKEY_sign(context, der, &size, digest, BOOT_HASH_SIZE) == 1) {
        numbers = d2i_ECDSA_SIG(NULL, &at, (long)size);
    }
    const bool good = numbers != NULL &&
                      BN_bn2binpad(ECDSA_SIG_get0_r(numbers), out, SCALAR) == SCALAR &&
                      BN_bn2binpad(ECDSA_SIG_get0_s(numbers), out + SCALAR, SCALAR) == SCALAR;
    ECDSA_SIG_free(numbers);
    EVP_PKEY_CTX_free(context);
    if (!good) {
        diag_environment(diag, (struct place){.file = key->name}, NULL,
                         "the key cannot make a signature");
    }
    return good;
}

void boot_key_release(struct boot_key *key)
{
    EVP_PKEY_free(key->pair);
    OPENSSL_cleanse(key, sizeof *key);
}
