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

#include "console.h"
#include "qemu-arm/board.h"

enum { RING_SIZE = 4096, CHUNK = 256 }; // powers of two, so that the indices may run on

static struct {
    uint8_t bytes[RING_SIZE];
    volatile uint32_t written; // only receive() changes it
    volatile uint32_t read;    // only board_console_read() changes it
    volatile sig_atomic_t closed;
    board_console_filter *filter;
    bool started;
    struct termios before; // of a terminal, given back at the end
} ring;

// A full ring drops what comes, as the ring of a typical board does. To leave the byte where it is
// would hide every interrupt character behind it.
static void keep(uint8_t byte)
{
    const uint32_t written = ring.written;
    if ((ring.filter == NULL || !ring.filter(byte)) && written - ring.read < RING_SIZE) {
        ring.bytes[written % RING_SIZE] = byte;
        ring.written = written + 1;
    }
}

// Takes what is there, and never waits. With SIGIO blocked.
static void receive(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (ring.closed == 0 && poll(&input, 1, 0) > 0) {
        uint8_t bytes[CHUNK];
        const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        for (ssize_t i = 0; i < got; i++) {
            keep(bytes[i]);
        }
        ring.closed = got <= 0; // the cable is gone; the device works on
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
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &ring.before);
}

// A terminal passes bytes on as a serial line does, but for Ctrl-\ and Ctrl-Z.
static void set_terminal(void)
{
    if (tcgetattr(STDIN_FILENO, &ring.before) != 0) {
        return;
    }
    struct termios raw = ring.before;
    cfmakeraw(&raw);
    raw.c_lflag |= ISIG;
    raw.c_cc[VINTR] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    (void)atexit(restore_terminal);
}

void board_console_init(board_console_filter *filter)
{
    ring.filter = filter;
    if (!ring.started) {
        ring.started = true;
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
    return ring.started;
}

bool board_console_is_readable(void)
{
    look();
    return ring.written != ring.read;
}

int board_console_read(void)
{
    look();
    const uint32_t read = ring.read;
    if (ring.written == read) {
        return -1;
    }
    const uint8_t byte = ring.bytes[read % RING_SIZE];
    ring.read = read + 1;
    return byte;
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
