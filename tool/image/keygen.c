// SPDX-License-Identifier: MIT
#include "image/keygen.h"

#include "image/key_file.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

bool keygen_run(struct arena *arena, struct diag *diag, const struct keygen_request *request,
                struct key *out)
{
    if (!key_file_is_free(diag, request->path) || !key_file_is_free(diag, request->public_path)) {
        return false;
    }
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    if (pair == NULL || !key_of_pair(pair, request->path, out)) {
        EVP_PKEY_free(pair);
        diag_environment(diag, NO_PLACE, NULL, "OpenSSL cannot make a key on P-256");
        return false;
    }
    size_t size = 0;
    const char *pem = key_public_pem(arena, out, &size);
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pair);
    bool good = pem != NULL && info != NULL && key_file_write_private(diag, request, info);
    PKCS8_PRIV_KEY_INFO_free(info);
    if (good && request->public_path != NULL) {
        good = key_file_write_public(diag, request->public_path, pem, size);
    }
    if (!good) {
        key_release(out);
    }
    return good;
}
