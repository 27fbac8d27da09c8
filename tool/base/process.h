// process.h - child processes, by argument vector only, that never outlive us.
//
// Every child leads a process group of its own and dies with us (PR_SET_PDEATHSIG). Ctrl-C
// sets a flag that the waits look at: the caller sees PROCESS_INTERRUPTED, cleans up, returns.
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum process_end {
    PROCESS_EXITED,      // status holds the exit status
    PROCESS_SIGNALLED,   // status holds the signal
    PROCESS_TIMED_OUT,   // killed after timeout_ms
    PROCESS_INTERRUPTED, // Ctrl-C, killed
    PROCESS_NOT_STARTED, // no such program: reported to diag
};

struct process_request {
    const char *const *argv;        // NULL-terminated; argv[0] is looked up in PATH
    const char *const *environment; // "NAME=value" to add or replace; NULL-terminated, or NULL
    const char *folder;             // working folder; NULL: ours
    const char *log;                // file that gets stdout and stderr; NULL: /dev/null
    uint32_t timeout_ms;            // 0: none
    // Called about five times a second while waiting; NULL when nobody watches.
    void (*tick)(void *context, uint32_t elapsed_ms);
    void *context;
};

struct process_result {
    enum process_end end;
    int status;
    uint32_t elapsed_ms;
};

// Runs a child to its end.
struct process_result process_run(struct diag *diag, const struct process_request *request);

// Runs a child and returns its stdout (at most `limit` bytes, trailing newlines cut) or NULL
// when it failed; stderr goes to /dev/null.
const char *process_output(struct arena *arena, struct diag *diag, const char *const *argv,
                           size_t limit);

// A child that runs beside us, with one socket of a socketpair as its descriptor `child_fd`.
struct process {
    pid_t pid; // 0: not running
    int fd;    // our end, non-blocking; -1: closed
};

// Starts it; `passed_fd` (3, say) is where the child finds its end. Reports and returns false
// when it cannot be started.
bool process_start(struct diag *diag, const struct process_request *request, int passed_fd,
                   struct process *out);
// Whether it still runs; reaps it when it ended.
bool process_running(struct process *process);
// Kills its group, reaps it, closes the descriptor. Safe to call twice.
void process_stop(struct process *process);

// Installs the handlers for SIGINT, SIGTERM and SIGHUP once, in main().
void process_watch_signals(void);
// Whether one of them came.
bool process_interrupted(void);

// Milliseconds on the monotonic clock.
uint64_t clock_ms(void);

#endif
