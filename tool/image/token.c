// SPDX-License-Identifier: MIT
#include "image/token.h"

#include "image/token_module.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

enum { POINT_SIZE = 65, POINT_DER_SIZE = 67, KEYS_SEEN_MAX = 2 };

static const uint8_t p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

struct token {
    struct token_module module;
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE key;
};

static bool get_attribute(const struct token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *out)
{
    return token->module.functions->C_GetAttributeValue(token->session, object, out, 1) == CKR_OK &&
           out->ulValueLen != CK_UNAVAILABLE_INFORMATION;
}

// Objects with these attributes; at most KEYS_SEEN_MAX are told apart from "several".
static CK_ULONG find_objects(const struct token *token, CK_ATTRIBUTE *attributes, CK_ULONG count,
                             CK_OBJECT_HANDLE found[KEYS_SEEN_MAX])
{
    CK_ULONG seen = 0;
    CK_FUNCTION_LIST *functions = token->module.functions;
    if (functions->C_FindObjectsInit(token->session, attributes, count) != CKR_OK) {
        return 0;
    }
    if (functions->C_FindObjects(token->session, found, KEYS_SEEN_MAX, &seen) != CKR_OK) {
        seen = 0;
    }
    (void)functions->C_FindObjectsFinal(token->session);
    return seen;
}

// What the URI says of the object, and that it is a private key on an elliptic curve.
static bool find_private(struct diag *diag, P11KitUri *uri, struct place place, struct token *token)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_KEY_TYPE type = CKK_EC;
    CK_ATTRIBUTE wanted[4] = {{CKA_CLASS, &class, sizeof class},
                              {CKA_KEY_TYPE, &type, sizeof type}};
    CK_ULONG count = 2;
    static const CK_ATTRIBUTE_TYPE named[] = {CKA_LABEL, CKA_ID};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const CK_ATTRIBUTE *attribute = p11_kit_uri_get_attribute(uri, named[i]);
        if (attribute != NULL) {
            wanted[count++] = *attribute;
        }
    }
    CK_OBJECT_HANDLE found[KEYS_SEEN_MAX];
    const CK_ULONG seen = find_objects(token, wanted, count, found);
    if (seen == 1) {
        token->key = found[0];
        return true;
    }
    diag_input(diag, place, seen == 0 ? "check object, id and PIN" : "add object= or id=",
               seen == 0 ? "the token shows no such private key on an elliptic curve"
                         : "the URI fits several private keys");
    return false;
}

// CKA_EC_POINT is an OCTET STRING around the point; some tokens leave the wrapping out.
static bool read_point(const struct token *token, CK_OBJECT_HANDLE object,
                       uint8_t point[POINT_SIZE])
{
    uint8_t bytes[POINT_DER_SIZE];
    CK_ATTRIBUTE attribute = {CKA_EC_POINT, bytes, sizeof bytes};
    if (!get_attribute(token, object, &attribute)) {
        return false;
    }
    const bool wrapped =
        attribute.ulValueLen == POINT_DER_SIZE && bytes[0] == 0x04 && bytes[1] == POINT_SIZE;
    if (!wrapped && attribute.ulValueLen != POINT_SIZE) {
        return false;
    }
    memcpy(point, bytes + (wrapped ? POINT_DER_SIZE - POINT_SIZE : 0), POINT_SIZE);
    return point[0] == 0x04;
}

static bool is_p256(const struct token *token, CK_OBJECT_HANDLE object)
{
    uint8_t bytes[sizeof p256];
    CK_ATTRIBUTE attribute = {CKA_EC_PARAMS, bytes, sizeof bytes};
    return get_attribute(token, object, &attribute) && attribute.ulValueLen == sizeof p256 &&
           memcmp(bytes, p256, sizeof p256) == 0;
}

// The public half: of the private object where the token tells it, else of its partner by id.
static bool find_point(const struct token *token, uint8_t point[POINT_SIZE])
{
    uint8_t id[256];
    CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
    CK_OBJECT_HANDLE found[KEYS_SEEN_MAX];
    CK_ATTRIBUTE partner[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, sizeof id}};
    if (read_point(token, token->key, point)) {
        return true;
    }
    return get_attribute(token, token->key, &partner[1]) && partner[1].ulValueLen > 0 &&
           find_objects(token, partner, 2, found) == 1 && read_point(token, found[0], point);
}

static bool describe(struct diag *diag, struct place place, const struct token *token,
                     struct key *out)
{
    static const uint8_t head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                   0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                   0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
    if (!is_p256(token, token->key)) {
        diag_input(diag, place, NULL, "the key in the token is not on the curve P-256");
        return false;
    }
    if (!find_point(token, out->spki + sizeof head)) {
        diag_input(diag, place, "store the public key beside it, with the same id",
                   "the token does not show the public half of the key");
        return false;
    }
    memcpy(out->spki, head, sizeof head);
    const unsigned char *at = out->spki;
    EVP_PKEY *half = d2i_PUBKEY(NULL, &at, (long)sizeof out->spki);
    if (half == NULL) {
        diag_input(diag, place, NULL, "the token shows a public key that is not on the curve");
        return false;
    }
    EVP_PKEY_free(half);
    const struct mpsec_span whole = {out->spki, sizeof out->spki};
    mpsec_sha256(&whole, 1, out->id);
    return true;
}

bool token_is_uri(const char *name)
{
    return strncmp(name, "pkcs11:", strlen("pkcs11:")) == 0;
}

static bool open_parsed(struct diag *diag, P11KitUri *uri, struct token *token, struct key *out)
{
    const struct place place = {.file = out->name};
    if (!token_module_open(diag, uri, place, &token->module)) {
        return false;
    }
    return token_module_login(diag, uri, place, &token->module, &token->session) &&
           find_private(diag, uri, place, token) && describe(diag, place, token, out);
}

bool token_open(struct arena *arena, struct diag *diag, const char *uri, struct key *out)
{
    P11KitUri *parsed = p11_kit_uri_new();
    const int code = p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed);
    if (code != P11_KIT_URI_OK) {
        diag_input(diag, NO_PLACE, "write pkcs11:token=NAME;object=KEY",
                   "this is not a PKCS#11 URI: %s", p11_kit_uri_message(code));
        p11_kit_uri_free(parsed);
        return false;
    }
    struct token *token = calloc(1, sizeof *token);
    *out = (struct key){.name = token_uri_shown(arena, parsed), .token = token};
    const bool good = token != NULL && open_parsed(diag, parsed, token, out);
    p11_kit_uri_free(parsed);
    if (!good) {
        key_release(out);
    }
    return good;
}

bool token_sign(struct diag *diag, const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
                struct signature *out)
{
    const struct token *token = key->token;
    CK_FUNCTION_LIST *functions = token->module.functions;
    CK_MECHANISM mechanism = {.mechanism = CKM_ECDSA};
    uint8_t message[MPSEC_DIGEST_SIZE];
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE];
    CK_ULONG size = sizeof raw;
    memcpy(message, digest, sizeof message);
    CK_RV rv = functions->C_SignInit(token->session, &mechanism, token->key);
    if (rv == CKR_OK) {
        rv = functions->C_Sign(token->session, message, sizeof message, raw, &size);
    }
    if (rv != CKR_OK || size != sizeof raw || !signature_of_raw(raw, out)) {
        diag_environment(diag, (struct place){.file = key->name}, NULL,
                         "the token does not sign: %s", p11_kit_strerror(rv));
        return false;
    }
    return true;
}

void token_close(struct token *token)
{
    if (token != NULL) {
        token_module_close(&token->module, token->session);
        free(token);
    }
}
