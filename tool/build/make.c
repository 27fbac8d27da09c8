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

// Upstream's make prints "CC file" for each file that it compiles, CMake's "[ 12%] Building ...".
static void count_lines(struct watch *watch, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const bool make = i + 2 < size && memcmp(bytes + i, "CC ", 3) == 0;
        const bool cmake = i + 6 < size && bytes[i] == '[' && memcmp(bytes + i + 4, "%] ", 3) == 0;
        watch->compiled += watch->at_line_start && (make || cmake);
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
    return access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
}

// CFLAGS, MAKEFLAGS and their like in the user's environment would end up in the firmware, so
// each program starts from nothing.
static void push_environment(struct arena *arena, const struct make_job *job, struct names *argv)
{
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
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        argv->items[argv->count++] = fixed[i];
    }
    for (size_t i = 0; i < job->environment.count; i++) {
        argv->items[argv->count++] = job->environment.items[i];
    }
}

static struct names arguments_of(struct arena *arena, const struct make_job *job)
{
    struct names argv = {
        .items = ARENA_ARRAY(arena, const char *,
                             FIXED_ARGUMENTS + job->environment.count + job->settings.count)};
    push_environment(arena, job, &argv);
    return argv;
}

static const char *const *configure_arguments(struct arena *arena, const struct make_job *job)
{
    struct names argv = arguments_of(arena, job);
    const char *const words[] = {
        "cmake", "-S",        job->source,
        "-B",    job->folder, arena_printf(arena, "-DPython3_EXECUTABLE=%s", python())};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        argv.items[argv.count++] = words[i];
    }
    for (size_t i = 0; i < job->settings.count; i++) {
        argv.items[argv.count++] = arena_printf(arena, "-D%s", job->settings.items[i]);
    }
    argv.items[argv.count] = NULL;
    return argv.items;
}

static const char *const *make_arguments(struct arena *arena, const struct make_job *job)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct names argv = arguments_of(arena, job);
    const char *const words[] = {"make",
                                 arena_printf(arena, "PYTHON=%s", python()),
                                 "--no-print-directory",
                                 "-C",
                                 job->folder,
                                 arena_printf(arena, "-j%ld", processors > 0 ? processors : 1)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        argv.items[argv.count++] = words[i];
    }
    for (size_t i = 0; job->source == NULL && i < job->settings.count; i++) {
        argv.items[argv.count++] = job->settings.items[i];
    }
    argv.items[argv.count] = NULL;
    return argv.items;
}

static enum make_result run(struct arena *arena, struct diag *diag, const struct make_job *job,
                            const char *const *argv)
{
    struct watch watch = {.job = job, .at_line_start = true};
    const struct process_request request = {
        .argv = argv, .log = job->log, .tick = on_tick, .context = &watch};
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

enum make_result make_run(struct arena *arena, struct diag *diag, const struct make_job *job)
{
    if (job->source != NULL) {
        const enum make_result configured = run(arena, diag, job, configure_arguments(arena, job));
        if (configured != MAKE_DONE) {
            return configured;
        }
    }
    return run(arena, diag, job, make_arguments(arena, job));
}
