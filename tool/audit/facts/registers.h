// registers.h - which registers hold a constant, one instruction after the other.
#ifndef AUDIT_FACTS_REGISTERS_H
#define AUDIT_FACTS_REGISTERS_H

#include "audit/facts/machine.h"

enum { REGISTERS = 32 };

struct known {
    bool known;
    uint32_t value;
};

struct registers {
    struct known of[REGISTERS];
};

// `size` bytes from this place on, up to 4, the lowest first; those behind the segment are 0.
uint32_t spot_bytes(const struct spot *code, size_t size);

// Follows the instruction at this place, which must be inside its segment; its length in bytes.
// Not for x86-64, whose instructions have no length that can be told without decoding all.
size_t registers_run(struct registers *registers, const struct spot *code);

// The length of the instruction at this place, in bytes. For x86-64 always 1.
size_t registers_length(const struct spot *code);

// The length of one of x86-64; 0: not understood, or longer than what is left.
size_t x86_length(const unsigned char *bytes, size_t left);

// The registers of the second and the third argument.
struct known registers_second(const struct registers *registers, enum machine machine);
struct known registers_third(const struct registers *registers, enum machine machine);

#endif
