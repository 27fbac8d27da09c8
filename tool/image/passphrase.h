// passphrase.h - where the passphrase of a private key comes from.
//
// A file, else the variable MPSEC_PASSPHRASE, else a person at the terminal. Never an argument:
// the list of processes shows those to everybody.
#ifndef IMAGE_PASSPHRASE_H
#define IMAGE_PASSPHRASE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

enum { PASSPHRASE_MAX = 1023 };

struct passphrase {
    char text[PASSPHRASE_MAX + 1];
    size_t size;
};

struct passphrase_source {
    const char *file; // first line is the passphrase; NULL: none
    bool confirm;     // a person types it twice
};

// Gets the passphrase for `what` ("key.pem"). An empty one, and none to be had, is an input
// error. The prompt goes to the terminal itself, with echo off, and never to stdout.
bool passphrase_get(struct diag *diag, const struct passphrase_source *source, const char *what,
                    struct passphrase *out);

// Wipes it; for `AUTO_PASSPHRASE passphrase = {0}`.
void passphrase_wipe(struct passphrase *passphrase);
#define AUTO_PASSPHRASE __attribute__((cleanup(passphrase_wipe))) struct passphrase

#endif
