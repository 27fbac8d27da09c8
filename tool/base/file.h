// file.h - files and folders, with ceilings, and without half-written results.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

// A file's bytes, NUL-terminated behind `size`. Borrowed by nobody: they live in the arena.
struct file_bytes {
    char *data;
    size_t size;
};

// Reads a regular file of at most `limit` bytes. A missing or unreadable file is an input
// error; `what` names it in the message ("device model").
bool file_load(struct arena *arena, struct diag *diag, const char *what, const char *path,
               size_t limit, struct file_bytes *out);

// Writes beside the file, flushes, renames: a reader sees the old file or the new one.
// A full disk is an environment error and leaves the old file. A pipe or a character device is
// written to and stays what it is; a disk is refused.
bool file_write(struct diag *diag, const char *path, const void *bytes, size_t size);

bool file_exists(const char *path);
bool folder_exists(const char *path);

// Creates a folder and its parents.
bool folder_make(struct diag *diag, const char *path);

// Removes a tree without following symbolic links. A missing one is no error.
bool folder_remove(struct diag *diag, const char *path);

// Names in a folder, sorted bytewise, without "." and "..". NULL after an error.
const char **folder_list(struct arena *arena, struct diag *diag, const char *path, size_t *count);

// "a/b"; an absolute `name` stands for itself; an empty or "." folder adds nothing.
const char *path_join(struct arena *arena, const char *folder, const char *name);
const char *path_folder(struct arena *arena, const char *path);   // "." when there is none
const char *path_absolute(struct arena *arena, const char *path); // resolved when it exists

// SHA-256 of a file as 64 hex digits; NULL after an error.
const char *file_sha256(struct arena *arena, struct diag *diag, const char *path);
const char *bytes_sha256(struct arena *arena, const void *bytes, size_t size);

// For `AUTO_CLOSE int fd = open(...)`.
void file_close_at(const int *fd);
#define AUTO_CLOSE __attribute__((cleanup(file_close_at)))

#endif
