// SPDX-License-Identifier: MIT
#include "attack/line.h"

#include "attack/script.h"
#include "base/process.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    CONSOLE_LIMIT = 1 << 20,
    TRANSCRIPT_LIMIT = 4 << 20,
    CHUNK = 4096,
    SLICE_MS = 50,
    WORDS_MAX = 400,
};

void line_init(struct line *line, struct arena *arena)
{
    *line = (struct line){.arena = arena, .fd = -1, .begun = clock_ms()};
    buf_init(&line->console, arena, CONSOLE_LIMIT);
    buf_init(&line->transcript, arena, TRANSCRIPT_LIMIT);
}

void line_attach(struct line *line, int fd)
{
    line->fd = fd;
    line->closed = false;
}

static void tell(struct line *line, char direction, struct bytes bytes)
{
    const uint64_t ms = clock_ms() - line->begun;
    buf_printf(&line->transcript, "%6u.%03u %c %s\n", (unsigned)(ms / 1000), (unsigned)(ms % 1000),
               direction, bytes_words(line->arena, bytes, WORDS_MAX));
}

// What came is told a line of text at a time; `all` tells an unfinished one too.
static void tell_received(struct line *line, bool all)
{
    while (line->told < line->console.size) {
        const char *from = line->console.data + line->told;
        const size_t left = line->console.size - line->told;
        const char *newline = memchr(from, '\n', left);
        if (newline == NULL && !all) {
            return;
        }
        const size_t size = newline != NULL ? (size_t)(newline - from) + 1 : left;
        tell(line, '<', (struct bytes){from, size});
        line->told += size;
    }
}

void line_flush(struct line *line)
{
    tell_received(line, true);
}

void line_remark(struct line *line, const char *text)
{
    line_flush(line);
    tell(line, '-', bytes_of(text));
}

static bool is_open(const struct line *line)
{
    return line->fd >= 0 && !line->closed && !line->console.full && !process_interrupted();
}

// Waits at most `ms` for the line to become readable (or writable) and takes in what is there.
static void pump(struct line *line, short events, uint32_t ms)
{
    struct pollfd poll_fd = {.fd = line->fd, .events = (short)(POLLIN | events)};
    if (poll(&poll_fd, 1, (int)ms) <= 0 ||
        (poll_fd.revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) == 0) {
        return;
    }
    char chunk[CHUNK];
    const ssize_t got = read(line->fd, chunk, sizeof chunk);
    if (got > 0) {
        buf_add(&line->console, chunk, (size_t)got);
        tell_received(line, false);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        line->closed = true;
    }
}

static uint32_t slice(uint64_t now, uint64_t end)
{
    const uint64_t left = end - now;
    return left < SLICE_MS ? (uint32_t)left : SLICE_MS;
}

bool line_listen(struct line *line, uint32_t ms)
{
    const uint64_t end = clock_ms() + ms;
    for (uint64_t now = clock_ms(); is_open(line) && now < end; now = clock_ms()) {
        pump(line, 0, slice(now, end));
    }
    return is_open(line);
}

size_t line_find(const struct line *line, struct bytes text, size_t from)
{
    if (from > line->console.size || text.size == 0) {
        return 0;
    }
    const char *found =
        memmem(line->console.data + from, line->console.size - from, text.data, text.size);
    return found == NULL ? 0 : (size_t)(found - line->console.data) + text.size;
}

size_t line_wait(struct line *line, struct bytes text, size_t from, uint32_t within_ms)
{
    const uint64_t end = clock_ms() + within_ms;
    for (;;) {
        const size_t found = line_find(line, text, from);
        const uint64_t now = clock_ms();
        if (found > 0 || now >= end || !is_open(line)) {
            return found;
        }
        pump(line, 0, slice(now, end));
    }
}

// Bytes in the kernel that the other side has not taken. A serial port that cannot say counts
// as drained.
static bool is_drained(const struct line *line)
{
    int left = 0;
    return ioctl(line->fd, TIOCOUTQ, &left) != 0 || left == 0;
}

bool line_send(struct line *line, struct bytes bytes, uint32_t within_ms)
{
    line_flush(line);
    tell(line, '>', bytes);
    const uint64_t end = clock_ms() + within_ms;
    size_t sent = 0;
    for (uint64_t now = clock_ms(); is_open(line) && now < end; now = clock_ms()) {
        if (sent == bytes.size && is_drained(line)) {
            return true;
        }
        pump(line, sent < bytes.size ? POLLOUT : 0, sent < bytes.size ? slice(now, end) : 1);
        const ssize_t wrote =
            sent < bytes.size ? write(line->fd, bytes.data + sent, bytes.size - sent) : 0;
        if (wrote > 0) {
            sent += (size_t)wrote;
        } else if (wrote < 0 && errno != EAGAIN && errno != EINTR) {
            line->closed = true;
        }
    }
    return false;
}
