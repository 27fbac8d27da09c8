// token_module.h - PKCS#11 modules, the token a URI names in them, and its PIN.
#ifndef IMAGE_TOKEN_MODULE_H
#define IMAGE_TOKEN_MODULE_H

#include "base/arena.h"
#include "base/diag.h"

#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <stdbool.h>

struct token_module {
    CK_FUNCTION_LIST *functions; // of the module that has the token
    CK_FUNCTION_LIST **all;      // when the machine's configured modules were loaded
    CK_FUNCTION_LIST *alone;     // when `module-path` named one
    CK_SLOT_ID slot;
};

// Loads the modules and finds the one token that the URI fits.
bool token_module_open(struct diag *diag, P11KitUri *uri, struct place place,
                       struct token_module *out);

// Opens a session and logs in as the user.
bool token_module_login(struct diag *diag, P11KitUri *uri, struct place place,
                        const struct token_module *module, CK_SESSION_HANDLE *session);

void token_module_close(struct token_module *module, CK_SESSION_HANDLE session);

// The URI as it may be shown: without a PIN.
const char *token_uri_shown(struct arena *arena, P11KitUri *uri);

#endif
