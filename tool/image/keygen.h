// keygen.h - makes a key pair and writes it, the private half encrypted.
#ifndef IMAGE_KEYGEN_H
#define IMAGE_KEYGEN_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"

struct keygen_request {
    const char *path;            // of the private half: PKCS#8, PEM, mode 0600
    const char *public_path;     // of the public half; NULL: not written
    const char *passphrase_file; // see passphrase.h
    bool no_passphrase;          // the file is then not encrypted
};

// Makes a P-256 key and writes it. Existing files are never overwritten: an input error. On
// success *out is the key, to be released.
bool keygen_run(struct arena *arena, struct diag *diag, const struct keygen_request *request,
                struct key *out);

#endif
