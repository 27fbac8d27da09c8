// SPDX-License-Identifier: MIT
// edges.c - where code that runs straight on comes to an end, and where two arguments are made.
#include "audit/facts/registers.h"

#include <string.h>

enum { NEAR = 16 }; // bytes between the two arguments of one call

static uint32_t bytes_at(const struct spot *code, size_t size)
{
    uint32_t value = 0;
    for (size_t i = size; i-- > 0;) {
        const size_t at = code->at + i;
        value = value << 8 | (at < code->segment->size ? code->segment->bytes[at] : 0U);
    }
    return value;
}

static bool thumb_edge(uint32_t word)
{
    const uint32_t half = word & 0xffff, second = word >> 16;
    return (half & 0xff87) == 0x4700 ||                     // BX
           (half & 0xff00) == 0xbd00 ||                     // POP with PC
           (half & 0xff00) == 0xb500 ||                     // PUSH with LR
           (half & 0xf800) == 0xe000 ||                     // B
           (half == 0xe8bd && (second & 0xc000) != 0) ||    // POP.W with PC or LR
           (half == 0xe92d && (second & 0x4000) != 0) ||    // PUSH.W with LR
           (half == 0xf85d && (second & 0xe000) == 0xe000); // LDR of PC or LR from the stack
}

static bool arm_edge(uint32_t word)
{
    return (word & 0xfffffff0) == 0xe12fff10 ||                           // BX
           ((word & 0xffff0000) == 0xe8bd0000 && (word & 0xc000) != 0) || // POP with PC or LR
           ((word & 0xffff0000) == 0xe92d0000 && (word & 0x4000) != 0) || // PUSH with LR
           (word & 0xffffefff) == 0xe49de004 || word == 0xe52de004;       // of one alone
}

static bool riscv_edge(uint32_t word)
{
    const uint32_t half = word & 0xffff;
    return (half & 0xf07f) == 0x8002 ||       // C.JR
           (word & 0xfff) == 0x067 ||         // JR
           (half & 0xef83) == 0x4082 ||       // C.LWSP of RA
           (word & 0xfffff) == 0x12083 ||     // LW of RA from the stack
           (half & 0xff83) == 0x1101 ||       // C.ADDI SP, less than nothing
           (half & 0xff83) == 0x7101 ||       // C.ADDI16SP, the same
           (word & 0x800fffff) == 0x80010113; // ADDI SP, the same
}

bool spot_is_edge(const struct spot *code)
{
    uint64_t target;
    const uint32_t word = bytes_at(code, 4);
    if (spot_returns(code) || spot_jump(code, &target) != 0) {
        return true;
    }
    switch (code->machine) {
    case MACHINE_THUMB:
        return thumb_edge(word);
    case MACHINE_ARM:
        return arm_edge(word);
    case MACHINE_RISCV:
        return riscv_edge(word);
    case MACHINE_X86_64: // JMP with a short distance; ENDBR64 begins a function
        return (word & 0xff) == 0xeb || word == 0xfa1e0ff3;
    case MACHINE_COUNT:
        break;
    }
    return false;
}

struct pair {
    uint64_t second, third;
};

static void note(const struct spot *at, struct places *places)
{
    const uint64_t address = spot_address(at);
    for (size_t i = 0; i < places->count && i < PAIRS_MAX; i++) {
        if (address < places->at[i] + NEAR && places->at[i] < address + NEAR) {
            return;
        }
    }
    if (places->count < PAIRS_MAX) {
        places->at[places->count] = address;
    }
    places->count++;
}

static bool x86_loads(const struct spot *code, uint32_t move, uint64_t value)
{
    struct spot number = *code;
    number.at++;
    return bytes_at(code, 1) == move && bytes_at(&number, 4) == value;
}

// MOV ESI and MOV EDX, in any order.
static void x86_pairs(const struct spot *spot, const struct pair *pair, struct places *out)
{
    struct spot at = *spot;
    for (; at.at < at.segment->size; at.at++) {
        struct spot other = at;
        if (!x86_loads(&at, 0xbe, pair->second)) {
            continue;
        }
        other.at = at.at > NEAR ? at.at - NEAR : 0;
        for (; other.at < at.at + NEAR; other.at++) {
            if (x86_loads(&other, 0xba, pair->third)) {
                note(&at, out);
                break;
            }
        }
    }
}

void spot_find_pair(const struct spot *spot, uint64_t second, uint64_t third, struct places *out)
{
    const struct pair pair = {second, third};
    const size_t step = spot_step(spot->machine);
    if (spot->machine == MACHINE_X86_64) {
        x86_pairs(spot, &pair, out);
        return;
    }
    // From the first place, and for instructions of two lengths from the next as well.
    for (size_t skip = 0; skip < 4; skip += step) {
        struct registers registers = {0};
        struct spot at = *spot;
        bool held = false;
        at.at = (at.at & ~(step - 1)) + skip;
        while (at.at < at.segment->size) {
            at.at += registers_run(&registers, &at);
            const struct known one = registers_second(&registers, spot->machine);
            const struct known other = registers_third(&registers, spot->machine);
            const bool holds =
                one.known && one.value == pair.second && other.known && other.value == pair.third;
            if (holds && !held) {
                note(&at, out);
            }
            held = holds;
        }
    }
}
