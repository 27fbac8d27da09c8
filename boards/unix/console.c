// SPDX-License-Identifier: MIT
// console.c - the console of the device unix: descriptors 0 and 1, received by signal into a ring.
//
// SIGIO stands for the interrupt of a UART: it comes while a program runs, so Ctrl-C is seen
// although nobody reads. Where a descriptor has no such signal, whoever reads looks for himself.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/board.h"
#include "common/hal.h"
#include "common/ring.h"
#include "console.h"

enum { CHUNK = 256 };

static struct {
    volatile sig_atomic_t closed;
    bool started;
    struct termios before; // of a terminal, given back at the end
} console;

// Takes what is there, and never waits. With SIGIO blocked.
static void receive(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (console.closed == 0 && poll(&input, 1, 0) > 0) {
        uint8_t bytes[CHUNK];
        const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        for (ssize_t i = 0; i < got; i++) {
            ring_put(bytes[i]);
        }
        console.closed = got <= 0; // the cable is gone; the device works on
    }
}

static void on_signal(int number)
{
    (void)number;
    receive();
}

static void look(void)
{
    const uint32_t state = board_irq_disable();
    receive();
    board_irq_restore(state);
}

static void restore_terminal(void)
{
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &console.before);
}

// A terminal passes bytes on as a serial line does, but for Ctrl-\ and Ctrl-Z.
static void set_terminal(void)
{
    if (tcgetattr(STDIN_FILENO, &console.before) != 0) {
        return;
    }
    struct termios raw = console.before;
    cfmakeraw(&raw);
    raw.c_lflag |= ISIG;
    raw.c_cc[VINTR] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    (void)atexit(restore_terminal);
}

void board_console_init(board_console_filter *filter)
{
    ring_set_filter(filter);
    if (!console.started) {
        console.started = true;
        (void)signal(SIGPIPE, SIG_IGN);
        set_terminal();
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = on_signal;
        action.sa_flags = SA_RESTART;
        (void)sigaction(SIGIO, &action, NULL);
        (void)fcntl(STDIN_FILENO, F_SETOWN, getpid());
        (void)fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_ASYNC);
    }
    board_irq_restore(1);
    look(); // what came before raised no signal
}

bool board_console_is_started(void)
{
    return console.started;
}

bool board_console_is_readable(void)
{
    look();
    return !ring_is_empty();
}

int board_console_read(void)
{
    look();
    return ring_get();
}

void board_console_write(const char *text, size_t size)
{
    while (size > 0) {
        const ssize_t sent = write(STDOUT_FILENO, text, size);
        if (sent > 0) {
            text += sent;
            size -= (size_t)sent;
        } else if (sent == 0 || errno != EINTR) {
            return; // nobody listens
        }
    }
}

void uart_tx_strn(const char *text, size_t size)
{
    board_console_write(text, size);
}
