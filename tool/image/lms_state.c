// SPDX-License-Identifier: MIT
#include "image/lms_state.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { STATE_LIMIT = 256, ID_TEXT = 2 * MPSEC_LMS_ID_SIZE + 1, STATE_MODE = 0600 };

// Both copies have the same form: what stands beside the key, and what this machine remembers.
#define STATE_FORM "mpsec LMS state 1\nkey %s\nnext %" PRIu32 "\n"

static struct place at(const char *path)
{
    return (struct place){.file = path};
}

static void put_id(const uint8_t id[MPSEC_LMS_ID_SIZE], char text[ID_TEXT])
{
    for (size_t i = 0; i < MPSEC_LMS_ID_SIZE; i++) {
        snprintf(text + 2 * i, 3, "%02x", id[i]);
    }
}

const char *lms_state_path(struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s.state", path);
}

// Where this machine remembers what it has seen of a key; NULL where there is no such place.
static const char *memory_path(struct arena *arena, const char *id)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state != NULL && state[0] == '/') {
        return arena_printf(arena, "%s/mpsec/lms/%s", state, id);
    }
    if (home != NULL && home[0] == '/') {
        return arena_printf(arena, "%s/.local/state/mpsec/lms/%s", home, id);
    }
    return NULL;
}

// A new name, and with it the new content, is on the disk when its folder is.
static bool sync_folder(struct arena *arena, const char *path)
{
    AUTO_CLOSE int fd = open(path_folder(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

static bool write_text(const char *path, const char *text)
{
    const size_t size = strlen(text);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, STATE_MODE);
    if (fd < 0) {
        return false;
    }
    const bool written = write(fd, text, size) == (ssize_t)size && fsync(fd) == 0;
    const int cause = errno;
    const bool closed = close(fd) == 0;
    errno = written ? errno : cause;
    return written && closed;
}

static bool put(struct arena *arena, const char *path, const char *id, uint32_t next)
{
    const char *beside = arena_printf(arena, "%s.new", path);
    return write_text(beside, arena_printf(arena, STATE_FORM, id, next)) &&
           rename(beside, path) == 0 && sync_folder(arena, path);
}

// Only exactly what put() writes is a state.
static bool parse(struct arena *arena, const char *text, const char *id, uint32_t *next)
{
    static const char before[] = "\nnext ";
    const char *last = strstr(text, before);
    if (last == NULL) {
        return false;
    }
    *next = (uint32_t)strtoul(last + strlen(before), NULL, 10);
    return strcmp(text, arena_printf(arena, STATE_FORM, id, *next)) == 0;
}

static bool get(struct arena *arena, struct diag *diag, const char *path, const char *id,
                uint32_t *next)
{
    struct file_bytes bytes;
    if (!file_exists(path)) {
        diag_input(diag, at(path), "put the newest copy of it back, or make a new key",
                   "the state of the LMS key is missing: which leaves are used cannot be known");
        return false;
    }
    if (!file_load(arena, diag, "state of the LMS key", path, STATE_LIMIT, &bytes)) {
        return false;
    }
    if (!parse(arena, bytes.data, id, next)) {
        diag_input(diag, at(path), "put the newest copy of it back, or make a new key",
                   "this is not the state of this LMS key");
        return false;
    }
    return true;
}

// A state that lags behind was restored from a copy: its next leaves have signed already.
static bool is_behind(struct arena *arena, struct diag *diag, const char *path, const char *id,
                      uint32_t next)
{
    struct file_bytes bytes;
    uint32_t seen = 0;
    const char *memory = memory_path(arena, id);
    if (memory == NULL || !file_exists(memory)) {
        return false;
    }
    if (!file_load(arena, diag, "memory of the LMS key", memory, STATE_LIMIT, &bytes)) {
        return true;
    }
    if (!parse(arena, bytes.data, id, &seen)) {
        diag_input(diag, at(memory), "remove it if the state beside the key is the newest",
                   "this is not what mpsec remembers of this LMS key");
        return true;
    }
    if (seen > next) {
        diag_input(diag, at(path),
                   arena_printf(arena,
                                "put the newest copy back; or, if no other machine has signed "
                                "since, write 'next %" PRIu32 "' into it",
                                seen),
                   "the state of the LMS key is behind: it says leaf %" PRIu32
                   " is next, and this machine has used those below %" PRIu32,
                   next, seen);
        return true;
    }
    return false;
}

// After the state itself: a crash in between leaves a memory that is behind, which is harmless.
static bool remember(struct arena *arena, struct diag *diag, const char *id, uint32_t next)
{
    const char *memory = memory_path(arena, id);
    if (memory == NULL) {
        diag_warning(diag, NO_PLACE, "set HOME or XDG_STATE_HOME",
                     "this machine has no place to remember which leaves are used: a state that "
                     "is restored from a copy would not be noticed");
        return true;
    }
    if (!folder_make(diag, path_folder(arena, memory))) {
        return false;
    }
    if (!put(arena, memory, id, next)) {
        diag_environment(diag, at(memory), "make the folder writable, or set XDG_STATE_HOME",
                         "cannot remember which leaves of the LMS key are used: %s",
                         strerror(errno));
        return false;
    }
    return true;
}

bool lms_state_create(struct arena *arena, struct diag *diag, const char *path,
                      const uint8_t id[MPSEC_LMS_ID_SIZE])
{
    char text[ID_TEXT];
    const char *state = lms_state_path(arena, path);
    put_id(id, text);
    if (file_exists(state)) {
        diag_input(diag, at(state), "choose another name, or move the file away",
                   "this file exists, and a state is never overwritten");
        return false;
    }
    if (!put(arena, state, text, 0)) {
        diag_environment(diag, at(state), NULL, "cannot write the state of the LMS key: %s",
                         strerror(errno));
        return false;
    }
    return true;
}

// The key file itself carries the lock: it is never replaced, as the state is.
static int lock(struct diag *diag, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        return fd;
    }
    const int cause = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (cause == EWOULDBLOCK) {
        diag_environment(diag, at(path), "run it again when the other is done",
                         "another process signs with this LMS key");
    } else {
        diag_environment(diag, at(path), "keep the key on a file system that can lock",
                         "the LMS key cannot be locked: %s", strerror(cause));
    }
    return -1;
}

static bool advance(struct arena *arena, struct diag *diag, const char *state, const char *id,
                    uint32_t next)
{
    if (!put(arena, state, id, next)) {
        diag_environment(diag, at(state),
                         "make the file and its folder writable: nothing is signed before the "
                         "leaf is noted as used",
                         "cannot write the state of the LMS key: %s", strerror(errno));
        return false;
    }
    return remember(arena, diag, id, next);
}

bool lms_state_take(struct arena *arena, struct diag *diag, const char *path,
                    const uint8_t id[MPSEC_LMS_ID_SIZE], uint32_t *leaf)
{
    char text[ID_TEXT];
    uint32_t next = 0;
    const char *state = lms_state_path(arena, path);
    put_id(id, text);
    AUTO_CLOSE int fd = lock(diag, path);
    if (fd < 0 || !get(arena, diag, state, text, &next) ||
        is_behind(arena, diag, state, text, next)) {
        return false;
    }
    if (next >= MPSEC_LMS_LEAVES) {
        diag_input(diag, at(state), "make a new LMS key, and bring it to the devices",
                   "all %lu signatures of this LMS key are used", MPSEC_LMS_LEAVES);
        return false;
    }
    if (!advance(arena, diag, state, text, next + 1)) {
        return false;
    }
    *leaf = next;
    return true;
}
