// SPDX-License-Identifier: MIT
#include "base/file.h"

#include "base/hex.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0777, FILE_MODE = 0666, HASH_CHUNK = 64 * 1024, DEPTH_MAX = 64 };

void file_close_at(const int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

static struct place whole(const char *path)
{
    return (struct place){.file = path};
}

// Disk troubles are the environment's; their remedy depends on the cause alone.
static void report(struct diag *diag, const char *path, const char *what)
{
    const int cause = errno;
    const char *remedy = NULL;
    if (cause == ENOSPC || cause == EDQUOT) {
        remedy = "make room on the disk and run this again; the old file is as it was";
    } else if (cause == EACCES || cause == EPERM || cause == EROFS) {
        remedy = "check the permissions of the folder, or choose another with --out";
    }
    diag_environment(diag, whole(path), remedy, "%s: %s", what, strerror(cause));
}

static bool read_all(int fd, char *data, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        const ssize_t n = read(fd, data + *got, size - *got);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (n == 0) {
            break;
        }
        *got += (size_t)n;
    }
    return true;
}

bool file_load(struct arena *arena, struct diag *diag, const char *what, const char *path,
               size_t limit, struct file_bytes *out)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        diag_input(diag, whole(path), NULL, "cannot read the %s: %s", what, strerror(errno));
        return false;
    }
    if (!S_ISREG(info.st_mode)) {
        diag_input(diag, whole(path), "name a file", "the %s is not a regular file", what);
        return false;
    }
    if (info.st_size < 0 || (uintmax_t)info.st_size > limit) {
        diag_input(diag, whole(path), NULL, "the %s has %jd bytes, more than the %zu allowed", what,
                   (intmax_t)info.st_size, limit);
        return false;
    }
    const size_t size = (size_t)info.st_size;
    char *data = arena_alloc(arena, size + 1, 1);
    size_t got;
    if (!read_all(fd, data, size, &got)) {
        diag_input(diag, whole(path), NULL, "cannot read the %s: %s", what, strerror(errno));
        return false;
    }
    *out = (struct file_bytes){data, got};
    return true;
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        data += n;
        size -= (size_t)n;
    }
    return true;
}

static int open_beside(const char *path, char *name, size_t room)
{
    const int length = snprintf(name, room, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= room) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) {
        const mode_t mask = umask(0);
        umask(mask);
        (void)fchmod(fd, FILE_MODE & ~mask);
    }
    return fd;
}

// Whether something stands there that a file must not take the place of: a device, a pipe, the
// program's own output.
static bool is_stream(const char *path)
{
    static const char *const streams[] = {"/dev/stdout", "/dev/stderr", "/dev/fd/",
                                          "/proc/self/fd/"};
    struct stat info;
    bool stream = stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        stream = stream || strncmp(path, streams[i], strlen(streams[i])) == 0;
    }
    return stream;
}

static bool write_stream(struct diag *diag, const char *path, const void *bytes, size_t size)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    struct stat info;
    if (fd >= 0 && (fstat(fd, &info) != 0 || S_ISBLK(info.st_mode))) {
        diag_input(diag, whole(path), "name a file", "a disk is not written to");
        return false;
    }
    const bool written = fd >= 0 && write_all(fd, bytes, size);
    if (!written) {
        report(diag, path, "cannot write");
    }
    return written;
}

bool file_write(struct diag *diag, const char *path, const void *bytes, size_t size)
{
    if (is_stream(path)) {
        return write_stream(diag, path, bytes, size);
    }
    char name[PATH_MAX];
    const int fd = open_beside(path, name, sizeof name);
    if (fd < 0) {
        report(diag, path, "cannot create the file");
        return false;
    }
    const bool written = write_all(fd, bytes, size) && fsync(fd) == 0;
    const int cause = errno;
    if (close(fd) == 0 && written && rename(name, path) == 0) {
        return true;
    }
    errno = written ? errno : cause;
    report(diag, path, "cannot write the file");
    unlink(name);
    return false;
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool folder_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool folder_make(struct diag *diag, const char *path)
{
    char name[PATH_MAX];
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof name) {
        errno = ENAMETOOLONG;
        report(diag, path, "cannot create the folder");
        return false;
    }
    memcpy(name, path, length + 1);
    for (size_t i = 1; i <= length; i++) {
        if (name[i] != '/' && name[i] != '\0') {
            continue;
        }
        const char saved = name[i];
        name[i] = '\0';
        if (mkdir(name, FOLDER_MODE) != 0 && errno != EEXIST) {
            report(diag, name, "cannot create the folder");
            return false;
        }
        name[i] = saved;
    }
    if (!folder_exists(path)) {
        errno = ENOTDIR;
        report(diag, path, "cannot create the folder");
        return false;
    }
    return true;
}

static bool remove_below(int parent, const char *name, int depth);

static bool remove_entries(int fd, int depth)
{
    DIR *stream = fdopendir(fd);
    if (stream == NULL) {
        close(fd);
        return false;
    }
    bool done = true;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            done = remove_below(dirfd(stream), entry->d_name, depth) && done;
        }
    }
    closedir(stream);
    return done;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static bool remove_below(int parent, const char *name, int depth)
{
    if (unlinkat(parent, name, 0) == 0) {
        return true;
    }
    if (errno != EISDIR && errno != EPERM) {
        return false;
    }
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || depth >= DEPTH_MAX) {
        file_close_at(&(int){fd});
        return false;
    }
    return remove_entries(fd, depth + 1) && unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool folder_remove(struct diag *diag, const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0 && errno == ENOENT) {
        return true;
    }
    if (!remove_below(AT_FDCWD, path, 0)) {
        report(diag, path, "cannot remove the folder");
        return false;
    }
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **folder_list(struct arena *arena, struct diag *diag, const char *path, size_t *count)
{
    DIR *stream = opendir(path);
    if (stream == NULL) {
        diag_input(diag, whole(path), NULL, "cannot read the folder: %s", strerror(errno));
        return NULL;
    }
    const char **names = NULL;
    size_t capacity = 0;
    *count = 0;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        names = arena_grow(arena, names, *count, &capacity, sizeof *names);
        names[(*count)++] = arena_strdup(arena, entry->d_name);
    }
    closedir(stream);
    if (names == NULL) {
        return ARENA_ARRAY(arena, const char *, 1);
    }
    qsort(names, *count, sizeof *names, by_text);
    return names;
}

const char *path_join(struct arena *arena, const char *folder, const char *name)
{
    if (name[0] == '/' || folder[0] == '\0' || strcmp(folder, ".") == 0) {
        return arena_strdup(arena, name);
    }
    const size_t length = strlen(folder);
    return arena_printf(arena, folder[length - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

const char *path_folder(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return ".";
    }
    return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

const char *path_absolute(struct arena *arena, const char *path)
{
    char resolved[PATH_MAX];
    if (realpath(path, resolved) != NULL) {
        return arena_strdup(arena, resolved);
    }
    char here[PATH_MAX];
    if (path[0] == '/' || getcwd(here, sizeof here) == NULL) {
        return arena_strdup(arena, path);
    }
    return path_join(arena, here, path);
}

const char *bytes_sha256(struct arena *arena, const void *bytes, size_t size)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL);
    return hex_text(arena, digest, length);
}

const char *file_sha256(struct arena *arena, struct diag *diag, const char *path)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *chunk = arena_alloc(arena, HASH_CHUNK, 1);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    size_t got = HASH_CHUNK;
    bool good = fd >= 0 && context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    while (good && got == HASH_CHUNK) {
        good = read_all(fd, chunk, HASH_CHUNK, &got) && EVP_DigestUpdate(context, chunk, got) == 1;
    }
    good = good && EVP_DigestFinal_ex(context, digest, &length) == 1;
    EVP_MD_CTX_free(context);
    if (!good) {
        report(diag, path, "cannot hash the file");
        return NULL;
    }
    return hex_text(arena, digest, length);
}
