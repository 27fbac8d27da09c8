// machine.h - the device under attack: switched on and off, with its flash chip in a file.
//
// Either an emulator that we start (a row of the table in machine.c for each target), or a
// board on a serial port, which cannot be switched off from here.
#ifndef ATTACK_MACHINE_H
#define ATTACK_MACHINE_H

#include "attack/line.h"
#include "base/diag.h"
#include "base/process.h"

// What a target needs to be emulated.
struct machine {
    const char *target;           // "qemu-arm"
    const char *const *arguments; // NULL-terminated; {flash}, {elf}, {bin}, {home} are filled in
    size_t flash_size;
    size_t slots[2];          // where signed applications lie in it, in bytes; 0: it has none
    const char *architecture; // mpy-cross -march= for native code
    bool lends_chip;          // fuses and noise come from a file of ours: {chip} in arguments
    bool commas_divide;       // in arguments, so that one in a path has to be doubled
    bool takes_words;         // a program of this machine, which can be started with more of them
};

struct device {
    struct arena *arena;
    const struct machine *machine; // NULL: on a serial port
    const char *home;              // mpsec's own files
    const char *flash;             // the file that is its flash chip
    const char *log;               // gets what the emulator says
    struct process process;        // of the emulator
    int serial;                    // descriptor of the serial port, or -1
    struct line line;
    bool on;
};

// The machine of a target, or NULL when it cannot be emulated.
const struct machine *machine_find(const char *target);

// `home` is where mpsec's own boards/ is; borrowed.
void device_init(struct device *device, struct arena *arena, const struct machine *machine,
                 const char *home);

// Starts the firmware. A serial device is taken as it stands. `words`, one a line, are given to a
// machine that takes words; NULL: none.
bool device_power_on(struct device *device, struct diag *diag, const char *elf, const char *words);

// Cuts the power. False for a device that is not ours to switch.
bool device_power_off(struct device *device);

// Whether a device that was switched on still runs: an emulator that died was not hardened.
bool device_runs(struct device *device);

// Ends everything. Safe to call twice.
void device_release(struct device *device);

// Opens a serial port raw at 115200 baud; -1 after reporting.
int serial_open(struct diag *diag, const char *path);

#endif
