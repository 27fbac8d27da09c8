// thumb.h - executes the instructions of a Cortex-M0+ without the emulator, some fifty times as
// fast.
//
// It knows what compiled code consists of. At anything else it stops in front of the instruction,
// and the emulator goes on from there. That both agree is tested (fault agree).
#ifndef THUMB_H
#define THUMB_H

#include "machine.h"

enum thumb_stop {
    THUMB_ON,      // the next instruction may be executed
    THUMB_CRASH,   // an exception
    THUMB_UNKNOWN, // nothing was executed: this one is the emulator's
};

struct thumb {
    struct engine *engine; // its code, memory and memo; never run here
    struct cpu cpu;
    uint32_t reads, writes; // of the last one, bit i: register i; 16 to 19: the flags V, C, Z and N
    bool jumped, returned;  // it set the program counter, to what a register or the stack held
    bool forked;            // it might have
    bool began;             // it began an IT block
    bool quiet;             // flags are left alone, in such a block
};

// One instruction. Answers of the memo count as one, the return from them included.
enum thumb_stop thumb_step(struct thumb *thumb);

#endif
