// SPDX-License-Identifier: MIT
// mpy_cross.c - the tree's own mpy-cross, built outside the tree and kept.
//
// A program of the wrong version makes bytecode that the firmware misreads, so the name of the
// kept one holds a digest of every source it is made from.
#include "build/mpy_cross.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/process.h"
#include "build/digest.h"
#include "build/make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LOCK_STEP_US = 200 * 1000, DIGEST_SHOWN = 12 };

static const char *digest_of_sources(struct arena *arena, struct diag *diag,
                                     const struct tree *tree)
{
    static const char *const folders[] = {"py", "mpy-cross", "shared/runtime", NULL};
    return digest_of_folders(arena, diag, tree->path, folders);
}

// Waits for another run that builds the same thing. The folder itself is the lock: no file is
// left behind.
static int lock(struct diag *diag, const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || process_interrupted()) {
            close(fd);
            diag_environment(diag, (struct place){.file = folder}, "run it again",
                             "cannot lock the folder for mpy-cross");
            return -1;
        }
        usleep(LOCK_STEP_US);
    }
    if (fd < 0) {
        diag_environment(diag, (struct place){.file = folder}, NULL, "cannot open the folder: %s",
                         strerror(errno));
    }
    return fd;
}

static bool make_it(struct arena *arena, struct diag *diag, const struct mpy_cross_request *wanted,
                    const char *folder)
{
    const char *work = arena_printf(arena, "%s.part", folder);
    const char *log = path_join(arena, work, "build.log");
    if (!folder_remove(diag, work) || !folder_make(diag, work)) {
        return false;
    }
    const char *settings[] = {
        arena_printf(arena, "BUILD=%s", path_join(arena, work, "obj")),
        "USER_C_MODULES=",
    };
    const struct make_job job = {
        .what = "mpy-cross",
        .folder = path_join(arena, wanted->tree->path, "mpy-cross"),
        .log = log,
        .settings = {settings, sizeof settings / sizeof *settings},
        .request = wanted->request,
        .version = wanted->tree->version,
    };
    const enum make_result result = make_run(arena, diag, &job);
    const bool good =
        result == MAKE_DONE &&
        rename(path_join(arena, work, "obj/mpy-cross"), path_join(arena, work, "mpy-cross")) == 0 &&
        folder_remove(diag, path_join(arena, work, "obj")) && rename(work, folder) == 0;
    if (result == MAKE_INTERRUPTED) {
        (void)folder_remove(diag, work);
    } else if (result == MAKE_DONE && !good) {
        diag_environment(diag, (struct place){.file = folder}, NULL, "cannot keep mpy-cross: %s",
                         strerror(errno));
    }
    return good;
}

const char *mpy_cross_find(struct arena *arena, struct diag *diag,
                           const struct mpy_cross_request *wanted)
{
    const char *digest = digest_of_sources(arena, diag, wanted->tree);
    if (digest == NULL) {
        return NULL;
    }
    const char *deps = path_join(arena, path_absolute(arena, wanted->request->home), ".deps");
    const char *name =
        arena_printf(arena, "mpy-cross-%s-%.*s", wanted->tree->version, DIGEST_SHOWN, digest);
    const char *folder = path_join(arena, deps, name);
    const char *program = path_join(arena, folder, "mpy-cross");
    if (file_exists(program)) {
        return program;
    }
    if (!folder_make(diag, deps)) {
        return NULL;
    }
    AUTO_CLOSE int fd = lock(diag, deps);
    if (fd < 0) {
        return NULL;
    }
    const bool there = file_exists(program) || make_it(arena, diag, wanted, folder);
    return there ? program : NULL;
}

const char *build_mpy_cross(struct arena *arena, struct diag *diag,
                            const struct build_request *request)
{
    struct tree tree;
    if (!tree_open(arena, diag, request->micropython, request->force_version, &tree)) {
        return NULL;
    }
    const struct mpy_cross_request wanted = {request, &tree};
    return mpy_cross_find(arena, diag, &wanted);
}
