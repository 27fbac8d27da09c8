// SPDX-License-Identifier: MIT
#include "build/digest.h"

#include "base/file.h"
#include "base/hex.h"

#include <openssl/evp.h>
#include <string.h>

enum { DEPTH_MAX = 16, FILE_MAX = 64 * 1024 * 1024, DIGEST_SIZE = 32 };

struct hashing {
    struct arena *arena; // names
    struct diag *diag;
    EVP_MD_CTX *context;
};

static bool add_bytes(struct hashing *hashing, const void *bytes, size_t size)
{
    return EVP_DigestUpdate(hashing->context, bytes, size) == 1;
}

static bool add_file(struct hashing *hashing, const char *path, const char *name)
{
    AUTO_ARENA arena = arena_new(); // given back per file: a tree has tens of megabytes
    struct file_bytes bytes;
    if (!file_load(arena, hashing->diag, "source file", path, FILE_MAX, &bytes)) {
        return false;
    }
    const char *head = arena_printf(arena, "%s %zu\n", name, bytes.size);
    return add_bytes(hashing, head, strlen(head)) && add_bytes(hashing, bytes.data, bytes.size);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static bool add_folder(struct hashing *hashing, const char *root, const char *below, int depth)
{
    size_t count = 0;
    const char *folder = path_join(hashing->arena, root, below);
    if (!folder_exists(folder)) {
        return true;
    }
    const char **names = folder_list(hashing->arena, hashing->diag, folder, &count);
    bool good = names != NULL && depth < DEPTH_MAX;
    for (size_t i = 0; good && i < count; i++) {
        const char *name = path_join(hashing->arena, below, names[i]);
        const char *path = path_join(hashing->arena, root, name);
        if (names[i][0] == '.' || strcmp(names[i], "__pycache__") == 0) {
            continue;
        }
        if (folder_exists(path)) {
            good = add_folder(hashing, root, name, depth + 1);
        } else if (file_exists(path)) {
            good = add_file(hashing, path, name);
        }
    }
    return good;
}

const char *digest_of_folders(struct arena *arena, struct diag *diag, const char *root,
                              const char *const *folders)
{
    AUTO_ARENA scratch = arena_new();
    struct hashing hashing = {scratch, diag, EVP_MD_CTX_new()};
    unsigned char digest[DIGEST_SIZE];
    unsigned size = 0;
    bool good =
        hashing.context != NULL && EVP_DigestInit_ex(hashing.context, EVP_sha256(), NULL) == 1;
    for (; good && *folders != NULL; folders++) {
        good = add_folder(&hashing, root, *folders, 0);
    }
    good = good && EVP_DigestFinal_ex(hashing.context, digest, &size) == 1;
    EVP_MD_CTX_free(hashing.context);
    return good ? hex_text(arena, digest, size) : NULL;
}
