// SPDX-License-Identifier: MIT
#include "image/passphrase.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

void passphrase_wipe(struct passphrase *passphrase)
{
    OPENSSL_cleanse(passphrase, sizeof *passphrase);
}

// One line, its end not included, read byte by byte so that no copy stays in a buffer.
static bool read_line(int fd, struct passphrase *out)
{
    out->size = 0;
    for (;;) {
        char letter;
        const ssize_t got = read(fd, &letter, 1);
        if (got < 0) {
            return false;
        }
        if (got == 0 || letter == '\n') {
            break;
        }
        if (out->size == PASSPHRASE_MAX || letter == '\0') {
            errno = EINVAL;
            return false;
        }
        out->text[out->size++] = letter;
    }
    if (out->size > 0 && out->text[out->size - 1] == '\r') {
        out->size--;
    }
    out->text[out->size] = '\0';
    return true;
}

static bool from_file(struct diag *diag, const char *path, struct passphrase *out)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || !read_line(fd, out)) {
        diag_input(diag, (struct place){.file = path}, "write the passphrase on its first line",
                   "cannot read the passphrase: %s", strerror(errno));
        return false;
    }
    return true;
}

static bool from_environment(struct diag *diag, const char *text, struct passphrase *out)
{
    out->size = strlen(text);
    if (out->size > PASSPHRASE_MAX) {
        diag_input(diag, NO_PLACE, NULL, "MPSEC_PASSPHRASE is longer than %d bytes",
                   PASSPHRASE_MAX);
        return false;
    }
    memcpy(out->text, text, out->size + 1);
    return true;
}

// A signal breaks the read, so that the echo comes back before the program ends.
static bool ask(int terminal, const char *what, const char *again, struct passphrase *out)
{
    struct termios before;
    if (tcgetattr(terminal, &before) != 0) {
        return false;
    }
    struct termios quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &quiet) != 0) {
        return false;
    }
    dprintf(terminal, "Passphrase for %s%s: ", what, again);
    const bool read_it = read_line(terminal, out);
    const int cause = errno;
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    dprintf(terminal, "\n");
    errno = cause;
    return read_it;
}

static bool from_terminal(struct diag *diag, const struct passphrase_source *source,
                          const char *what, struct passphrase *out)
{
    AUTO_CLOSE int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) {
        diag_input(diag, (struct place){.file = what}, "use --passphrase-file or MPSEC_PASSPHRASE",
                   "a passphrase is needed, and there is no terminal to ask at");
        return false;
    }
    AUTO_PASSPHRASE again = {.size = 0};
    if (!ask(terminal, what, "", out) ||
        (source->confirm && !ask(terminal, what, ", again", &again))) {
        diag_input(diag, (struct place){.file = what}, NULL, "no passphrase was given: %s",
                   strerror(errno));
        return false;
    }
    if (source->confirm && (out->size != again.size || strcmp(out->text, again.text) != 0)) {
        diag_input(diag, (struct place){.file = what}, "try again",
                   "the two passphrases are not the same");
        return false;
    }
    return true;
}

bool passphrase_get(struct diag *diag, const struct passphrase_source *source, const char *what,
                    struct passphrase *out)
{
    const char *environment = getenv("MPSEC_PASSPHRASE");
    bool got;
    if (source->file != NULL) {
        got = from_file(diag, source->file, out);
    } else if (environment != NULL) {
        got = from_environment(diag, environment, out);
    } else {
        got = from_terminal(diag, source, what, out);
    }
    if (got && out->size == 0) {
        diag_input(diag, (struct place){.file = what}, "say --no-passphrase if you mean none",
                   "the passphrase is empty");
        return false;
    }
    return got;
}
