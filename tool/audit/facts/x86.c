// SPDX-License-Identifier: MIT
// x86.c - how long an instruction of x86-64 is: those that compilers make of C without vectors.
// Encodings: Intel's volume 2, appendix A.
#include "audit/facts/registers.h"

enum { PREFIXES_MAX = 4, REX_W = 8, LONG = 4, WIDE = 8 };

// What follows an opcode. Absent from the lists below: an instruction that is not known.
struct shape {
    bool known, modrm;
    size_t immediate; // bytes
};

// A ModRM byte with what it calls for: SIB, displacement. 0: cut short.
static size_t modrm_length(const unsigned char *at, size_t left)
{
    if (left == 0) {
        return 0;
    }
    const unsigned mode = at[0] >> 6, base = at[0] & 7;
    size_t length = 1;
    if (mode == 3) {
        return length;
    }
    if (base == 4) {
        if (left < 2) {
            return 0;
        }
        length++;
        length += mode == 0 && (at[1] & 7) == 5 ? LONG : 0;
    }
    return length + (mode == 1 ? 1 : mode == 2 || (mode == 0 && base == 5) ? LONG : 0);
}

static bool in(unsigned char byte, const char *list)
{
    for (; *list != '\0'; list++) {
        if ((unsigned char)*list == byte) {
            return true;
        }
    }
    return false;
}

static struct shape shape_of(unsigned char code, unsigned char next, bool wide)
{
    const bool tests = (next >> 3 & 7) < 2; // TEST has an immediate, the others of its group none
    if (code < 0x40 && (code & 7) < 6) {    // ADD, OR, ADC, SBB, AND, SUB, XOR, CMP
        return (struct shape){true, (code & 7) < 4,
                              (code & 7) < 4    ? 0
                              : (code & 7) == 4 ? 1
                                                : LONG};
    }
    if ((code >= 0x50 && code <= 0x5f) || (code >= 0x90 && code <= 0x99) ||
        in(code, "\xc3\xc9\xcc")) {
        return (struct shape){true, false, 0}; // PUSH, POP, NOP, XCHG, sign extensions, RET, LEAVE
    }
    if ((code >= 0x70 && code <= 0x7f) || (code >= 0xb0 && code <= 0xb7) ||
        in(code, "\x6a\xa8\xeb")) {
        return (struct shape){true, false, 1}; // conditional jumps, MOV, PUSH, TEST, JMP
    }
    if (code >= 0xb8 && code <= 0xbf) { // MOV
        return (struct shape){true, false, wide ? WIDE : LONG};
    }
    if (in(code, "\x68\xa9\xe8\xe9")) { // PUSH, TEST, CALL, JMP
        return (struct shape){true, false, LONG};
    }
    if (in(code, "\x6b\x80\x83\xc0\xc1\xc6")) {
        return (struct shape){true, true, 1};
    }
    if (in(code, "\x69\x81\xc7")) {
        return (struct shape){true, true, LONG};
    }
    if (in(code, "\xf6\xf7")) {
        return (struct shape){true, true, !tests ? 0 : code == 0xf6 ? 1 : LONG};
    }
    return (struct shape){(code >= 0x84 && code <= 0x8f) || (code >= 0xd0 && code <= 0xd3) ||
                              in(code, "\x63\xfe\xff"),
                          true, 0};
}

// Behind 0F.
static struct shape long_shape_of(unsigned char code)
{
    if (code >= 0x80 && code <= 0x8f) { // conditional jumps
        return (struct shape){true, false, LONG};
    }
    if (in(code, "\x05\x0b\xa2")) {
        return (struct shape){true, false, 0};
    }
    if (in(code, "\xba\xa4\xac\xc6\x70")) {
        return (struct shape){true, true, 1};
    }
    return (struct shape){(code >= 0x10 && code <= 0x1f) || (code >= 0x28 && code <= 0x2f) ||
                              (code >= 0x40 && code <= 0x6f) || (code >= 0x90 && code <= 0x9f) ||
                              (code >= 0xd0 && code != 0xff) ||
                              in(code,
                                 "\x7e\x7f\xa3\xa5\xab\xad\xae\xaf\xb0\xb1\xb3\xb6\xb7\xb8\xbb"
                                 "\xbc\xbd\xbe\xbf\xc0\xc1"),
                          true, 0};
}

size_t x86_length(const unsigned char *bytes, size_t left)
{
    size_t at = 0;
    bool wide = false, half = false;
    while (at < left && at < PREFIXES_MAX && in(bytes[at], "\x66\xf2\xf3\x64\x65\x2e\x3e")) {
        half = half || bytes[at] == 0x66;
        at++;
    }
    if (at < left && (bytes[at] & 0xf0) == 0x40) {
        wide = (bytes[at] & REX_W) != 0;
        at++;
    }
    if (left - at < 2) {
        return at < left && in(bytes[at], "\xc3") ? at + 1 : 0;
    }
    const bool extended = bytes[at] == 0x0f;
    at += extended;
    const struct shape shape =
        extended ? long_shape_of(bytes[at]) : shape_of(bytes[at], bytes[at + 1], wide);
    // With the prefix for 16 bits an immediate of four bytes has two.
    const size_t immediate = half && shape.immediate == LONG && !extended ? 2 : shape.immediate;
    at++;
    const size_t modrm = shape.modrm ? modrm_length(bytes + at, left - at) : 0;
    const size_t length = at + modrm + immediate;
    return !shape.known || (shape.modrm && modrm == 0) || length > left ? 0 : length;
}
