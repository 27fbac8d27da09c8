// SPDX-License-Identifier: MIT
// edges.c - where code that runs straight on comes to an end, and two arguments of a call.
#include "audit/facts/registers.h"

enum { WINDOW = 24, NUMBER = 4 }; // bytes in front of a call, and of a number

static bool thumb_begins(uint32_t word)
{
    const uint32_t half = word & 0xffff, second = word >> 16;
    return (half & 0xff00) == 0xb500 ||                  // PUSH with LR
           (half == 0xe92d && (second & 0x4000) != 0) || // PUSH.W with LR
           word == 0xed04f84d;                           // STR LR, [SP, #-4]!
}

static bool thumb_ends(uint32_t word)
{
    const uint32_t half = word & 0xffff, second = word >> 16;
    return (half & 0xff87) == 0x4700 ||                     // BX
           (half & 0xff00) == 0xbd00 ||                     // POP with PC
           (half & 0xf800) == 0xe000 ||                     // B
           (half == 0xe8bd && (second & 0xc000) != 0) ||    // POP.W with PC or LR
           (half == 0xf85d && (second & 0xe000) == 0xe000); // LDR of PC or LR from the stack
}

static bool arm_begins(uint32_t word)
{
    return ((word & 0xffff0000) == 0xe92d0000 && (word & 0x4000) != 0) || // PUSH with LR
           word == 0xe52de004;                                            // of it alone
}

static bool arm_ends(uint32_t word)
{
    return (word & 0xfffffff0) == 0xe12fff10 ||                           // BX
           ((word & 0xffff0000) == 0xe8bd0000 && (word & 0xc000) != 0) || // POP with PC or LR
           (word & 0xffffefff) == 0xe49de004;                             // of one alone
}

static bool riscv_begins(uint32_t word)
{
    const uint32_t half = word & 0xffff;
    return (half & 0xff83) == 0x1101 ||       // C.ADDI SP, less than nothing
           (half & 0xff83) == 0x7101 ||       // C.ADDI16SP, the same
           (word & 0x800fffff) == 0x80010113; // ADDI SP, the same
}

static bool riscv_ends(uint32_t word)
{
    const uint32_t half = word & 0xffff;
    return (half & 0xf07f) == 0x8002 || // C.JR
           (word & 0xfff) == 0x067 ||   // JR
           (half & 0xef83) == 0x4082 || // C.LWSP of RA
           (word & 0xfffff) == 0x12083; // LW of RA from the stack
}

bool spot_begins(const struct spot *code)
{
    const uint32_t word = spot_bytes(code, 4);
    switch (code->machine) {
    case MACHINE_THUMB:
        return thumb_begins(word);
    case MACHINE_ARM:
        return arm_begins(word);
    case MACHINE_RISCV:
        return riscv_begins(word);
    case MACHINE_X86_64:
        return word == 0xfa1e0ff3; // ENDBR64
    case MACHINE_COUNT:
        break;
    }
    return false;
}

bool spot_ends(const struct spot *code)
{
    uint64_t target;
    const uint32_t word = spot_bytes(code, 4);
    if (spot_jump(code, &target) != 0) {
        return true;
    }
    switch (code->machine) {
    case MACHINE_THUMB:
        return thumb_ends(word);
    case MACHINE_ARM:
        return arm_ends(word);
    case MACHINE_RISCV:
        return riscv_ends(word);
    case MACHINE_X86_64: // RET, JMP with a short distance, JMP to what a register says
        return (word & 0xff) == 0xc3 || (word & 0xff) == 0xeb || (word & 0x38ff) == 0x20ff ||
               (word & 0x38ffff) == 0x20ff3e;
    case MACHINE_COUNT:
        break;
    }
    return false;
}

size_t spot_length(const struct spot *code)
{
    return code->machine == MACHINE_X86_64
               ? x86_length(code->segment->bytes + code->at, code->segment->size - code->at)
               : registers_length(code);
}

// A number behind one byte of an instruction, in the bytes in front of a call.
static bool x86_loads(const struct spot *call, unsigned char move, uint64_t value)
{
    for (size_t back = 1 + NUMBER; back <= WINDOW && back <= call->at; back++) {
        const struct spot at = {call->machine, call->image, call->segment, call->at - back};
        const struct spot number = {at.machine, at.image, at.segment, at.at + 1};
        if (at.segment->bytes[at.at] == move && spot_bytes(&number, NUMBER) == value) {
            return true;
        }
    }
    return false;
}

bool spot_hands(const struct spot *code, uint64_t second, uint64_t third)
{
    if (code->machine == MACHINE_X86_64) { // MOV ESI and MOV EDX
        return x86_loads(code, 0xbe, second) && x86_loads(code, 0xba, third);
    }
    const size_t step = spot_step(code->machine);
    for (size_t back = step; back <= WINDOW && back <= code->at; back += step) {
        struct registers registers = {0};
        struct spot at = *code;
        at.at -= back;
        while (at.at < code->at) {
            at.at += registers_run(&registers, &at);
        }
        const struct known one = registers_second(&registers, code->machine);
        const struct known other = registers_third(&registers, code->machine);
        if (at.at == code->at && one.known && one.value == second && other.known &&
            other.value == third) {
            return true;
        }
    }
    return false;
}
