// SPDX-License-Identifier: MIT
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum { WAIT_STEP_MS = 10, TICK_EVERY_MS = 200, GRACE_MS = 500, EXIT_NO_PROGRAM = 127 };

// Signal handlers can reach nothing but a global; it is only ever set.
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

void process_watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool process_interrupted(void)
{
    return interrupted != 0;
}

uint64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000U + (uint64_t)now.tv_nsec / 1000000U;
}

static void sleep_ms(uint32_t ms)
{
    const struct timespec span = {.tv_sec = ms / 1000U, .tv_nsec = (long)(ms % 1000U) * 1000000L};
    nanosleep(&span, NULL);
}

static void set_environment(const char *const *environment)
{
    for (; environment != NULL && *environment != NULL; environment++) {
        (void)putenv((char *)(uintptr_t)*environment);
    }
}

// What the child does between fork and exec. Never returns.
static _Noreturn void become(const struct process_request *request, int out, int passed,
                             int passed_fd)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(out >= 0 ? out : null, STDOUT_FILENO);
    dup2(out >= 0 && request->log != NULL ? out : null, STDERR_FILENO);
    if (passed >= 0 && passed != passed_fd) {
        dup2(passed, passed_fd);
    } else if (passed >= 0) {
        (void)fcntl(passed, F_SETFD, 0);
    }
    set_environment(request->environment);
    if (request->folder != NULL && chdir(request->folder) != 0) {
        _exit(EXIT_NO_PROGRAM);
    }
    execvp(request->argv[0], (char *const *)(uintptr_t)request->argv);
    _exit(EXIT_NO_PROGRAM);
}

static bool program_found(const char *name)
{
    AUTO_ARENA arena = arena_new();
    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0;
    }
    const char *path = getenv("PATH");
    char *rest = arena_strdup(arena, path != NULL ? path : "/usr/bin:/bin");
    for (char *save = NULL, *folder = strtok_r(rest, ":", &save); folder != NULL;
         folder = strtok_r(NULL, ":", &save)) {
        if (access(path_join(arena, folder, name), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

static bool can_start(struct diag *diag, const struct process_request *request)
{
    if (!program_found(request->argv[0])) {
        diag_environment(diag, NO_PLACE, "run scripts/setup, which installs what mpsec needs",
                         "the program '%s' is not on this machine", request->argv[0]);
        return false;
    }
    return true;
}

static pid_t spawn(struct diag *diag, const struct process_request *request, int out, int passed,
                   int passed_fd)
{
    const pid_t pid = fork();
    if (pid == 0) {
        become(request, out, passed, passed_fd);
    }
    if (pid < 0) {
        diag_environment(diag, NO_PLACE, NULL, "cannot start '%s': %s", request->argv[0],
                         strerror(errno));
        return 0;
    }
    setpgid(pid, pid); // the child does the same; whoever comes first
    return pid;
}

static void kill_group(pid_t pid, int *wait_status)
{
    kill(-pid, SIGTERM);
    for (uint32_t waited = 0; waited < GRACE_MS; waited += WAIT_STEP_MS) {
        if (waitpid(pid, wait_status, WNOHANG) == pid) {
            kill(-pid, SIGKILL); // what the leader left behind
            return;
        }
        sleep_ms(WAIT_STEP_MS);
    }
    kill(-pid, SIGKILL);
    while (waitpid(pid, wait_status, 0) < 0 && errno == EINTR) {
    }
}

static struct process_result ended(int wait_status, uint64_t begun)
{
    struct process_result result = {.elapsed_ms = (uint32_t)(clock_ms() - begun)};
    result.end = WIFEXITED(wait_status) ? PROCESS_EXITED : PROCESS_SIGNALLED;
    result.status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status);
    return result;
}

static struct process_result wait_for(const struct process_request *request, pid_t pid)
{
    const uint64_t begun = clock_ms();
    uint64_t ticked = begun;
    int wait_status = 0;
    for (;;) {
        if (waitpid(pid, &wait_status, WNOHANG) == pid) {
            return ended(wait_status, begun);
        }
        const uint64_t now = clock_ms();
        const bool late = request->timeout_ms > 0 && now - begun > request->timeout_ms;
        if (late || process_interrupted()) {
            kill_group(pid, &wait_status);
            return (struct process_result){late ? PROCESS_TIMED_OUT : PROCESS_INTERRUPTED, 0,
                                           (uint32_t)(now - begun)};
        }
        if (request->tick != NULL && now - ticked >= TICK_EVERY_MS) {
            ticked = now;
            request->tick(request->context, (uint32_t)(now - begun));
        }
        sleep_ms(WAIT_STEP_MS);
    }
}

struct process_result process_run(struct diag *diag, const struct process_request *request)
{
    const struct process_result failed = {.end = PROCESS_NOT_STARTED};
    if (!can_start(diag, request)) {
        return failed;
    }
    AUTO_CLOSE int log = -1;
    if (request->log != NULL) {
        log = open(request->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (log < 0) {
            diag_environment(diag, (struct place){.file = request->log},
                             "check the folder and the free space", "cannot write the log: %s",
                             strerror(errno));
            return failed;
        }
    }
    const pid_t pid = spawn(diag, request, log, -1, -1);
    return pid == 0 ? failed : wait_for(request, pid);
}

static size_t read_rest(int fd, char *data, size_t limit)
{
    size_t size = 0;
    while (size < limit) {
        const ssize_t n = read(fd, data + size, limit - size);
        if (n < 0 && errno == EINTR && !process_interrupted()) {
            continue;
        }
        if (n <= 0) {
            break;
        }
        size += (size_t)n;
    }
    return size;
}

const char *process_output(struct arena *arena, struct diag *diag, const char *const *argv,
                           size_t limit)
{
    const struct process_request request = {.argv = argv};
    int ends[2];
    if (!can_start(diag, &request) || pipe2(ends, O_CLOEXEC) != 0) {
        return NULL;
    }
    const pid_t pid = spawn(diag, &request, ends[1], -1, -1);
    close(ends[1]);
    char *text = arena_alloc(arena, limit + 1, 1);
    size_t size = pid == 0 ? 0 : read_rest(ends[0], text, limit);
    close(ends[0]);
    int wait_status = -1;
    if (pid != 0) {
        while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR) {
        }
    }
    while (size > 0 && text[size - 1] == '\n') {
        text[--size] = '\0';
    }
    return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0 ? text : NULL;
}

bool process_start(struct diag *diag, const struct process_request *request, int passed_fd,
                   struct process *out)
{
    *out = (struct process){.fd = -1};
    if (!can_start(diag, request)) {
        return false;
    }
    AUTO_CLOSE int log = -1;
    if (request->log != NULL) {
        log = open(request->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    }
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        diag_environment(diag, NO_PLACE, NULL, "cannot make a socket pair: %s", strerror(errno));
        return false;
    }
    const pid_t pid = spawn(diag, request, log, ends[1], passed_fd);
    close(ends[1]);
    if (pid == 0) {
        close(ends[0]);
        return false;
    }
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *out = (struct process){.pid = pid, .fd = ends[0]};
    return true;
}

bool process_running(struct process *process)
{
    if (process->pid == 0) {
        return false;
    }
    int wait_status = 0;
    if (waitpid(process->pid, &wait_status, WNOHANG) == process->pid) {
        process->pid = 0;
        return false;
    }
    return true;
}

void process_stop(struct process *process)
{
    if (process->pid != 0) {
        int wait_status = 0;
        kill_group(process->pid, &wait_status);
        process->pid = 0;
    }
    if (process->fd >= 0) {
        close(process->fd);
        process->fd = -1;
    }
}
