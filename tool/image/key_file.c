// SPDX-License-Identifier: MIT
#include "image/key_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PRIVATE_MODE = 0600,
    PUBLIC_MODE = 0644,
    SALT_SIZE = 16,
    // 16 MiB of memory five times: what OWASP asks for where a key is stretched, and still within
    // what OpenSSL and Python's cryptography accept when they read it.
    SCRYPT_N = 16384,
    SCRYPT_R = 8,
    SCRYPT_P = 5,
};

bool key_file_is_free(struct diag *diag, const char *path)
{
    struct stat info;
    if (path == NULL || lstat(path, &info) != 0) {
        return true;
    }
    diag_input(diag, (struct place){.file = path}, "choose another name, or move the file away",
               "this file exists, and a key is never overwritten");
    return false;
}

// Creates the file anew: neither a file nor a link that stands there is written through.
static bool write_new(struct diag *diag, const char *path, const char *text, size_t size,
                      mode_t mode)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) {
        diag_input(diag, (struct place){.file = path}, NULL, "cannot create the file: %s",
                   strerror(errno));
        return false;
    }
    size_t done = 0;
    while (done < size) {
        const ssize_t n = write(fd, text + done, size - done);
        if (n < 0 && errno != EINTR) {
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    if (done == size && fsync(fd) == 0) {
        return true;
    }
    diag_environment(diag, (struct place){.file = path}, NULL, "cannot write the file: %s",
                     strerror(errno));
    unlink(path);
    return false;
}

bool key_file_write_public(struct diag *diag, const char *path, const char *text, size_t size)
{
    return write_new(diag, path, text, size, PUBLIC_MODE);
}

static bool write_encrypted(BIO *bio, PKCS8_PRIV_KEY_INFO *plain,
                            const struct passphrase *passphrase)
{
    uint8_t salt[SALT_SIZE];
    X509_ALGOR *scheme = NULL;
    X509_SIG *sealed = NULL;
    if (RAND_bytes(salt, sizeof salt) == 1) {
        scheme = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, NULL, SCRYPT_N,
                                       SCRYPT_R, SCRYPT_P);
    }
    if (scheme != NULL) {
        sealed = PKCS8_set0_pbe(passphrase->text, (int)passphrase->size, plain, scheme);
    }
    if (sealed == NULL) {
        X509_ALGOR_free(scheme); // taken over otherwise
    }
    const bool good = sealed != NULL && PEM_write_bio_PKCS8(bio, sealed) == 1;
    X509_SIG_free(sealed);
    return good;
}

bool key_file_write_private(struct diag *diag, const struct keygen_request *request,
                            PKCS8_PRIV_KEY_INFO *info)
{
    AUTO_PASSPHRASE passphrase = {.size = 0};
    const struct passphrase_source source = {.file = request->passphrase_file, .confirm = true};
    if (!request->no_passphrase && !passphrase_get(diag, &source, request->path, &passphrase)) {
        return false;
    }
    BIO *bio = BIO_new(BIO_s_secmem());
    const bool encoded =
        bio != NULL && (request->no_passphrase ? PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info)
                                               : write_encrypted(bio, info, &passphrase)) == 1;
    bool written = false;
    if (encoded) {
        char *text = NULL;
        const long size = BIO_get_mem_data(bio, &text);
        written = write_new(diag, request->path, text, (size_t)size, PRIVATE_MODE);
    } else {
        diag_environment(diag, (struct place){.file = request->path}, NULL,
                         "the key cannot be encoded");
    }
    BIO_free(bio);
    return written;
}
