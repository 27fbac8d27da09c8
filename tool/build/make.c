// SPDX-License-Identifier: MIT
#include "build/make.h"

#include "base/file.h"
#include "base/process.h"
#include "build/make_log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What the firmware's banner calls its date. Fixed, so that the same input gives the same bytes;
// SOURCE_DATE_EPOCH in our environment goes before it.
static const char epoch[] = "946684800"; // 2000-01-01, where MicroPython's own clock begins

enum { FIXED_ARGUMENTS = 20, CHUNK = 4096 };

struct watch {
    const struct make_job *job;
    off_t seen;
    bool at_line_start;
    unsigned compiled;
};

// make prints "CC file" for each file that it compiles.
static void count_lines(struct watch *watch, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        watch->compiled += watch->at_line_start && i + 2 < size && bytes[i] == 'C' &&
                           bytes[i + 1] == 'C' && bytes[i + 2] == ' ';
        watch->at_line_start = bytes[i] == '\n';
    }
}

static void on_tick(void *context, uint32_t elapsed_ms)
{
    (void)elapsed_ms;
    struct watch *watch = context;
    const struct build_request *request = watch->job->request;
    if (request->progress == NULL || request->quiet) {
        return;
    }
    AUTO_CLOSE int fd = open(watch->job->log, O_RDONLY | O_CLOEXEC);
    char bytes[CHUNK];
    ssize_t got = fd < 0 ? 0 : pread(fd, bytes, sizeof bytes, watch->seen);
    while (got > 0) {
        count_lines(watch, bytes, (size_t)got);
        watch->seen += got;
        got = pread(fd, bytes, sizeof bytes, watch->seen);
    }
    request->progress(request->progress_context, watch->job->what, watch->compiled);
}

static const char *inherited(struct arena *arena, const char *name, const char *fallback)
{
    const char *value = getenv(name);
    return arena_printf(arena, "%s=%s", name, value != NULL && *value != '\0' ? value : fallback);
}

// Upstream starts Python dozens of times; a version manager's python3 on the PATH may cost a
// large part of a second each time, the system's does not.
static const char *python(void)
{
    return access("/usr/bin/python3", X_OK) == 0 ? "PYTHON=/usr/bin/python3" : "PYTHON=python3";
}

// CFLAGS, MAKEFLAGS and their like in the user's environment would end up in the firmware, so
// make starts from nothing.
static const char **arguments_of(struct arena *arena, const struct make_job *job)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const char *const fixed[] = {
        "env",
        "-i",
        inherited(arena, "PATH", "/usr/bin:/bin"),
        inherited(arena, "HOME", "/"),
        inherited(arena, "TMPDIR", "/tmp"),
        inherited(arena, "SOURCE_DATE_EPOCH", epoch),
        "LC_ALL=C.UTF-8",
        "PYTHONDONTWRITEBYTECODE=1", // the tree is only read
        "PYTHONHASHSEED=0",
        // Otherwise upstream asks git, which names whatever repository encloses the tree.
        arena_printf(arena, "MICROPY_GIT_TAG=v%s", job->version),
        "MICROPY_GIT_HASH=unknown",
        "make",
        python(),
        "--no-print-directory",
        "-C",
        job->folder,
        arena_printf(arena, "-j%ld", processors > 0 ? processors : 1),
    };
    const size_t count = sizeof fixed / sizeof *fixed;
    const char **argv = ARENA_ARRAY(arena, const char *, count + job->settings.count + 1);
    memcpy(argv, fixed, sizeof fixed);
    for (size_t i = 0; i < job->settings.count; i++) {
        argv[count + i] = job->settings.items[i];
    }
    return argv;
}

enum make_result make_run(struct arena *arena, struct diag *diag, const struct make_job *job)
{
    struct watch watch = {.job = job, .at_line_start = true};
    const struct process_request request = {
        .argv = arguments_of(arena, job),
        .log = job->log,
        .tick = on_tick,
        .context = &watch,
    };
    const struct process_result result = process_run(diag, &request);
    if (result.end == PROCESS_INTERRUPTED) {
        diag_environment(diag, NO_PLACE, "run it again", "interrupted while building %s",
                         job->what);
        return MAKE_INTERRUPTED;
    }
    if (result.end == PROCESS_EXITED && result.status == 0) {
        return MAKE_DONE;
    }
    if (result.end != PROCESS_NOT_STARTED) {
        make_log_explain(arena, diag, job->what, job->log);
    }
    return MAKE_FAILED;
}
