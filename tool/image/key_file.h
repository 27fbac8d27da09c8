// key_file.h - writes keys: the private half encrypted, nothing overwritten.
#ifndef IMAGE_KEY_FILE_H
#define IMAGE_KEY_FILE_H

#include "base/diag.h"
#include "image/keygen.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>

// Whether nothing stands at `path`; an input error otherwise. NULL is free.
bool key_file_is_free(struct diag *diag, const char *path);

// Writes PEM text with mode 0644 to a file that does not exist yet.
bool key_file_write_public(struct diag *diag, const char *path, const char *text, size_t size);

// Writes PKCS#8 with mode 0600 where the request says, encrypted under its passphrase unless it
// asks for none. `info` is borrowed.
bool key_file_write_private(struct diag *diag, const struct keygen_request *request,
                            PKCS8_PRIV_KEY_INFO *info);

#endif
