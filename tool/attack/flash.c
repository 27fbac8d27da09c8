// SPDX-License-Identifier: MIT
#include "attack/flash.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, FLASH_MODE = 0600 };

static bool fail(struct diag *diag, const char *path, const char *what)
{
    diag_environment(diag, (struct place){.file = path}, "check the folder and the free space",
                     "%s: %s", what, strerror(errno));
    return false;
}

static int create(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, FLASH_MODE);
}

bool flash_blank(struct diag *diag, const char *path, size_t size)
{
    // Zeros are taken as blank by the boards, and holes cost nothing.
    AUTO_CLOSE int fd = create(path);
    if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
        return fail(diag, path, "cannot make a flash chip");
    }
    return true;
}

static bool page_is_zero(const char *page, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (page[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool copy_pages(int in, int out)
{
    char page[PAGE];
    for (off_t at = lseek(in, 0, SEEK_DATA); at >= 0; at = lseek(in, at, SEEK_DATA)) {
        const ssize_t got = pread(in, page, sizeof page, at);
        if (got <= 0) {
            return false;
        }
        if (!page_is_zero(page, (size_t)got) && pwrite(out, page, (size_t)got, at) != got) {
            return false;
        }
        at += got;
    }
    return errno == ENXIO; // no data behind this point
}

bool flash_copy(struct diag *diag, const char *from, const char *to)
{
    AUTO_CLOSE int in = open(from, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (in < 0 || fstat(in, &info) != 0) {
        return fail(diag, from, "cannot read the flash chip");
    }
    AUTO_CLOSE int out = create(to);
    if (out < 0 || ftruncate(out, info.st_size) != 0 || !copy_pages(in, out)) {
        return fail(diag, to, "cannot copy the flash chip");
    }
    return true;
}

bool flash_write(struct diag *diag, const char *path, size_t offset, struct bytes what)
{
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || offset > (size_t)info.st_size ||
        what.size > (size_t)info.st_size - offset) {
        return fail(diag, path, "cannot write the flash chip");
    }
    for (size_t done = 0; done < what.size;) {
        const ssize_t put = pwrite(fd, what.data + done, what.size - done, (off_t)(offset + done));
        if (put <= 0) {
            return fail(diag, path, "cannot write the flash chip");
        }
        done += (size_t)put;
    }
    return true;
}

bool flash_search(struct diag *diag, const char *path, struct bytes what)
{
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || info.st_size <= 0) {
        return fail(diag, path, "cannot read the flash chip");
    }
    const size_t size = (size_t)info.st_size;
    void *chip = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (chip == MAP_FAILED) {
        return fail(diag, path, "cannot read the flash chip");
    }
    const bool found = what.size > 0 && memmem(chip, size, what.data, what.size) != NULL;
    munmap(chip, size);
    return found;
}
