// line.h - a console line to a device: what is sent, what comes back, all of it kept.
//
// One descriptor: a socket to an emulator, or a serial port. Nothing blocks longer than it is
// told, and Ctrl-C ends every wait.
#ifndef ATTACK_LINE_H
#define ATTACK_LINE_H

#include "attack/values.h"
#include "base/buf.h"

#include <stdint.h>

struct line {
    struct arena *arena;
    int fd;                // -1: no line; not owned
    bool closed;           // the other side went away
    struct buf console;    // everything that came, over all power cycles
    struct buf transcript; // for a person: time, direction, cleaned text
    uint64_t begun;        // clock_ms()
    size_t told;           // how much of the console is in the transcript
};

void line_init(struct line *line, struct arena *arena);

// Connects to a new descriptor (non-blocking), for one power cycle.
void line_attach(struct line *line, int fd);

// Takes in what comes within `ms`. False when the other side went away, the console's ceiling
// was passed, or somebody pressed Ctrl-C.
bool line_listen(struct line *line, uint32_t ms);

// Waits until `text` is in the console at or behind `from`; returns where it ends, or 0.
size_t line_wait(struct line *line, struct bytes text, size_t from, uint32_t within_ms);

// The same in what has come already.
size_t line_find(const struct line *line, struct bytes text, size_t from);

// Sends all bytes and sees that the other side takes them out of the line.
bool line_send(struct line *line, struct bytes bytes, uint32_t within_ms);

// One line for the transcript that is neither sent nor received.
void line_remark(struct line *line, const char *text);

// Brings the transcript up to date.
void line_flush(struct line *line);

#endif
