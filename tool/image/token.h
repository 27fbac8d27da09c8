// token.h - signing with a key in a token: PKCS#11, named by a "pkcs11:" URI (RFC 7512).
//
// p11-kit finds the modules that the machine is configured with; `module-path` in the URI names
// one outright. The PIN comes from pin-value or pin-source in the URI, else from MPSEC_PIN.
#ifndef IMAGE_TOKEN_H
#define IMAGE_TOKEN_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"

#include <stdbool.h>

bool token_is_uri(const char *name);

// Finds the one P-256 private key that the URI names and logs in. Several keys, or none, is an
// input error; a module that fails is the environment's. The key's name is the URI, no PIN in it.
bool token_open(struct arena *arena, struct diag *diag, const char *uri, struct key *out);

// CKM_ECDSA over the digest.
bool token_sign(struct diag *diag, const struct key *key, const uint8_t digest[MPSEC_DIGEST_SIZE],
                struct signature *out);

// Logs out and lets the module go; NULL is allowed.
void token_close(struct token *token);

#endif
