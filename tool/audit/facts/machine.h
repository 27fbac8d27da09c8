// machine.h - just enough of machine code: where a call leads, and its second argument.
//
// No disassembler: what is not one of a few instructions is passed over, and a register that such
// an instruction may write is then not known. Code and tables of constants are not told apart, so
// a caller must have a second sign for what it believes to see. Encodings: the ARM Architecture
// Reference Manuals (ARMv7-M, ARMv7-A), the RISC-V unprivileged manual, Intel's volume 2.
#ifndef AUDIT_FACTS_MACHINE_H
#define AUDIT_FACTS_MACHINE_H

#include "audit/load/image.h"

enum machine { MACHINE_THUMB, MACHINE_ARM, MACHINE_RISCV, MACHINE_X86_64, MACHINE_COUNT };

enum { CONSTANTS_MAX = 4 };

// A place in a segment of an image.
struct spot {
    enum machine machine;
    const struct image *image;
    const struct image_segment *segment;
    size_t at; // offset in the segment
};

struct constants {
    uint64_t values[CONSTANTS_MAX];
    size_t count;
};

// The place at `address`; false when no segment holds it.
bool spot_enter(enum machine machine, const struct image *image, uint64_t address,
                struct spot *out);
uint64_t spot_address(const struct spot *code);

// Bytes from one place where an instruction may begin to the next.
size_t spot_step(enum machine machine);

// The length in bytes of the call, or of the jump that leaves for good, at this place; 0: it is
// neither. `target` is even for Thumb.
size_t spot_call(const struct spot *code, uint64_t *target);
size_t spot_jump(const struct spot *code, uint64_t *target);

// When all that happens from here on is one call or jump to another place: goes there.
bool spot_follow(struct spot *code);

// Is this the instruction that ends a function and does nothing else?
bool spot_returns(const struct spot *code);

// Does one of the instructions from here on, until the function ends, store its first argument?
bool spot_stores_argument(const struct spot *code);

// What the second argument of the call at this place may be, from the instructions before it.
// Where they begin is not known, so that there may be several answers; none: it is not a constant.
void spot_second_argument(const struct spot *code, struct constants *out);

// In how many places of the next `size` bytes the second argument becomes `value`.
size_t spot_count_second(const struct spot *spot, size_t size, uint64_t value);

// edges.c: may a function begin, or end, at this place? It begins by saving the address to return
// to (x86-64: with ENDBR64, if with anything), and ends by restoring it, or by leaving for good.
bool spot_begins(const struct spot *code);
bool spot_ends(const struct spot *code);

// Bytes of the instruction at this place; 0: not understood.
size_t spot_length(const struct spot *code);

// May the call at this place be handed these two as its second and third argument? From the
// instructions before it, as above.
bool spot_hands(const struct spot *code, uint64_t second, uint64_t third);

#endif
