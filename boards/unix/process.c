// SPDX-License-Identifier: MIT
// process.c - flash, chip, clock and reset of the device unix, out of what the host gives a
// process.
//
// Two names in the environment are the device's configuration: MPSEC_FLASH, the file that is its
// flash, and MPSEC_CHIP, a file with identity and key (README.md). What is written to the flash is
// in the file at once, and stays when the process is killed.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/board.h"
#include <flash_layout.h>

enum {
    CHIP_FUSES_SIZE = 4 + BOARD_CHIP_ID_SIZE + BOARD_CHIP_KEY_SIZE,
    CHIP_SIZE = CHIP_FUSES_SIZE + BOARD_CHIP_NOISE_SIZE,
    IDLE_NS = 1000000,
};

static struct {
    uint8_t *flash;
    uint8_t chip[CHIP_SIZE]; // all zero: there is none
    uint64_t start_us;
} process;

uintptr_t board_flash_address(void)
{
    return (uintptr_t)process.flash;
}

uintptr_t board_chip_address(void)
{
    return (uintptr_t)process.chip;
}

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void fail(const char *name, const char *why)
{
    fprintf(stderr, "%s: %s\n", name, why);
    exit(2);
}

static void open_flash(void)
{
    const char *path = getenv("MPSEC_FLASH");
    struct stat info;
    if (path == NULL) {
        fail("MPSEC_FLASH", "name the file that is this device's flash");
        return;
    }
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0) {
        fail(path, strerror(errno));
    }
    if (info.st_size != FLASH_SIZE) {
        fail(path, "a flash chip of 16 MiB is expected");
    }
    process.flash = mmap(NULL, FLASH_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (process.flash == MAP_FAILED) {
        fail(path, strerror(errno));
    }
    (void)close(file);
}

// A device without this file has no identity, as an emulated one without its chip file.
static void read_chip(void)
{
    const char *path = getenv("MPSEC_CHIP");
    const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    const bool whole = file >= 0 && read(file, process.chip, CHIP_FUSES_SIZE) == CHIP_FUSES_SIZE &&
                       getrandom(process.chip + CHIP_FUSES_SIZE, BOARD_CHIP_NOISE_SIZE, 0) ==
                           BOARD_CHIP_NOISE_SIZE;
    if (!whole) {
        memset(process.chip, 0, sizeof process.chip);
    }
    if (file >= 0) {
        (void)close(file);
    }
}

void board_init(void)
{
    process.start_us = now_us();
    open_flash();
    read_chip();
}

uint64_t board_uptime_us(void)
{
    return now_us() - process.start_us;
}

uint32_t board_ticks_us(void)
{
    return (uint32_t)board_uptime_us();
}

uint32_t board_ticks_ms(void)
{
    return (uint32_t)(board_uptime_us() / 1000u);
}

void board_idle(void)
{
    const struct timespec span = {.tv_nsec = IDLE_NS};
    (void)nanosleep(&span, NULL); // a byte on the console ends it early
}

// The same program again, with the same files and the same console; nothing else outlives it.
void board_reset(void)
{
    char name[] = "firmware";
    char *const arguments[] = {name, NULL};
    (void)board_irq_disable(); // undone by the new program's board_console_init()
    (void)execv("/proc/self/exe", arguments);
    _exit(1);
}

// The one interrupt is SIGIO.
uint32_t board_irq_disable(void)
{
    sigset_t console, before;
    sigemptyset(&console);
    sigaddset(&console, SIGIO);
    (void)sigprocmask(SIG_BLOCK, &console, &before);
    return sigismember(&before, SIGIO) == 0;
}

void board_irq_restore(uint32_t state)
{
    sigset_t console;
    sigemptyset(&console);
    sigaddset(&console, SIGIO);
    if (state != 0) {
        (void)sigprocmask(SIG_UNBLOCK, &console, NULL);
    }
}
