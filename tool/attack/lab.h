// lab.h - the attacker's own board: a stock firmware on the flash chip of the device, whose
// raw prompt writes files to its filesystem.
//
// It also plays the manufacturer, who puts the application on a device that has it on the
// filesystem.
#ifndef ATTACK_LAB_H
#define ATTACK_LAB_H

#include "attack/application.h"
#include "attack/machine.h"

struct lab {
    const struct machine *machine;
    const char *home; // mpsec's own files
    const char *elf;  // the stock build
    const char *log;  // gets what the emulator says
};

// Boots the lab on the chip in `flash`, writes the files, reads them back, switches off.
// Returns NULL when all is on the chip, else what went wrong, in words.
const char *lab_write(struct arena *arena, const struct lab *lab, const char *flash,
                      const struct app_files *files);

#endif
