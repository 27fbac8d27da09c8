// SPDX-License-Identifier: MIT
#include "image/token_module.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS_MAX = 64, PIN_MAX = 255 };

struct pin {
    char text[PIN_MAX + 1];
    size_t size;
};

// Slots of one module whose token the URI fits; the last one stays in *slot.
static size_t count_tokens(P11KitUri *uri, CK_FUNCTION_LIST *functions, CK_SLOT_ID *slot)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    size_t found = 0;
    if (functions->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) {
        return 0;
    }
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (functions->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
            (info.flags & CKF_TOKEN_INITIALIZED) != 0 &&
            p11_kit_uri_match_token_info(uri, &info) == 1) {
            *slot = slots[i];
            found++;
        }
    }
    return found;
}

static bool load_alone(struct diag *diag, const char *path, struct place place,
                       struct token_module *out)
{
    out->alone = p11_kit_module_load(path, P11_KIT_MODULE_UNMANAGED);
    if (out->alone != NULL && p11_kit_module_initialize(out->alone) != CKR_OK) {
        p11_kit_module_release(out->alone);
        out->alone = NULL;
    }
    if (out->alone == NULL) {
        diag_environment(diag, place, "check module-path", "cannot load the PKCS#11 module '%s'",
                         path);
    }
    return out->alone != NULL;
}

static bool load_all(struct diag *diag, struct place place, struct token_module *out)
{
    out->all = p11_kit_modules_load_and_initialize(0);
    if (out->all == NULL || out->all[0] == NULL) {
        diag_environment(diag, place, "install the token's module, or add module-path=FILE",
                         "this machine has no PKCS#11 module");
        return false;
    }
    return true;
}

bool token_module_open(struct diag *diag, P11KitUri *uri, struct place place,
                       struct token_module *out)
{
    const char *path = p11_kit_uri_get_module_path(uri);
    *out = (struct token_module){0};
    if (path != NULL ? !load_alone(diag, path, place, out) : !load_all(diag, place, out)) {
        return false;
    }
    CK_FUNCTION_LIST *alone[] = {out->alone, NULL};
    CK_FUNCTION_LIST **modules = out->alone != NULL ? alone : out->all;
    size_t found = 0;
    for (; *modules != NULL; modules++) {
        const size_t here = count_tokens(uri, *modules, &out->slot);
        out->functions = here > 0 ? *modules : out->functions;
        found += here;
    }
    if (found != 1) {
        diag_input(diag, place, "name it with token=, serial= or module-path=",
                   found == 0 ? "no token fits the URI" : "several tokens fit the URI");
    }
    return found == 1;
}

static bool read_pin_file(struct diag *diag, const char *source, struct pin *pin)
{
    const char *path = strncmp(source, "file:", 5) == 0 ? source + 5 : source;
    while (path[0] == '/' && path[1] == '/') {
        path++; // file:///path
    }
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd >= 0 ? read(fd, pin->text, PIN_MAX) : -1;
    if (got < 0) {
        diag_input(diag, (struct place){.file = path}, NULL, "cannot read the PIN: %s",
                   strerror(errno));
        return false;
    }
    pin->text[got] = '\0';
    pin->size = strcspn(pin->text, "\r\n");
    return true;
}

static bool find_pin(struct diag *diag, P11KitUri *uri, struct place place, struct pin *pin)
{
    const char *value = p11_kit_uri_get_pin_value(uri);
    const char *source = p11_kit_uri_get_pin_source(uri);
    if (value == NULL && source != NULL) {
        return read_pin_file(diag, source, pin);
    }
    if (value == NULL) {
        value = getenv("MPSEC_PIN");
    }
    if (value == NULL || strlen(value) > PIN_MAX) {
        diag_input(diag, place, "set MPSEC_PIN, or add pin-source=FILE to the URI",
                   "the token wants a PIN, and there is none");
        return false;
    }
    pin->size = strlen(value);
    memcpy(pin->text, value, pin->size + 1);
    return true;
}

static bool log_in(struct diag *diag, struct place place, CK_FUNCTION_LIST *functions,
                   CK_SESSION_HANDLE session, struct pin *pin)
{
    uint8_t bytes[PIN_MAX];
    memcpy(bytes, pin->text, pin->size);
    const CK_RV rv = functions->C_Login(session, CKU_USER, bytes, pin->size);
    OPENSSL_cleanse(bytes, sizeof bytes);
    if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) {
        return true;
    }
    // Said plainly: tokens lock themselves after a few of these, so nothing is tried twice.
    diag_input(diag, place, NULL, "the token does not let us in: %s", p11_kit_strerror(rv));
    return false;
}

bool token_module_login(struct diag *diag, P11KitUri *uri, struct place place,
                        const struct token_module *module, CK_SESSION_HANDLE *session)
{
    struct pin pin = {.size = 0};
    CK_FUNCTION_LIST *functions = module->functions;
    CK_TOKEN_INFO info;
    const CK_RV rv =
        functions->C_OpenSession(module->slot, CKF_SERIAL_SESSION, NULL, NULL, session);
    if (rv != CKR_OK || functions->C_GetTokenInfo(module->slot, &info) != CKR_OK) {
        diag_environment(diag, place, NULL, "the token opens no session: %s", p11_kit_strerror(rv));
        return false;
    }
    if ((info.flags & CKF_LOGIN_REQUIRED) == 0) {
        return true;
    }
    const bool good =
        find_pin(diag, uri, place, &pin) && log_in(diag, place, functions, *session, &pin);
    OPENSSL_cleanse(&pin, sizeof pin);
    return good;
}

void token_module_close(struct token_module *module, CK_SESSION_HANDLE session)
{
    if (session != 0) {
        (void)module->functions->C_Logout(session);
        (void)module->functions->C_CloseSession(session);
    }
    if (module->alone != NULL) {
        (void)p11_kit_module_finalize(module->alone);
        p11_kit_module_release(module->alone);
    }
    if (module->all != NULL) {
        p11_kit_modules_finalize_and_release(module->all);
    }
    *module = (struct token_module){0};
}

const char *token_uri_shown(struct arena *arena, P11KitUri *uri)
{
    char *text = NULL;
    char *value = NULL;
    const char *pin = p11_kit_uri_get_pin_value(uri);
    if (pin != NULL) {
        value = arena_strdup(arena, pin);
        p11_kit_uri_set_pin_value(uri, NULL);
    }
    const char *shown = "pkcs11:";
    if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_ANY, &text) == P11_KIT_URI_OK) {
        shown = arena_strdup(arena, text);
    }
    free(text);
    if (value != NULL) {
        p11_kit_uri_set_pin_value(uri, value);
        OPENSSL_cleanse(value, strlen(value));
    }
    return shown;
}
