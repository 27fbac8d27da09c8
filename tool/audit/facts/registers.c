// SPDX-License-Identifier: MIT
#include "audit/facts/registers.h"

uint32_t spot_bytes(const struct spot *code, size_t size)
{
    uint32_t value = 0;
    for (size_t i = size; i-- > 0;) {
        const size_t at = code->at + i;
        value = value << 8 | (at < code->segment->size ? code->segment->bytes[at] : 0U);
    }
    return value;
}

static void set(struct registers *registers, uint32_t number, uint32_t value)
{
    registers->of[number % REGISTERS] = (struct known){true, value};
}

static void forget(struct registers *registers, uint32_t number)
{
    registers->of[number % REGISTERS] = (struct known){0};
}

static void set_sum(struct registers *registers, uint32_t number, uint32_t from, uint32_t plus)
{
    const struct known base = registers->of[from % REGISTERS];
    registers->of[number % REGISTERS] = (struct known){base.known, base.value + plus};
}

// A call may change whatever its callee need not save.
static void forget_called(struct registers *registers, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++) {
        forget(registers, i);
    }
}

static void load_literal(struct registers *registers, const struct spot *code, uint32_t number,
                         uint64_t address)
{
    uint64_t value;
    forget(registers, number);
    if (image_number(code->image, address, 4, &value)) {
        set(registers, number, (uint32_t)value);
    }
}

// The modified immediate of Thumb-2: a byte, repeated or rotated.
static uint32_t thumb_immediate(uint32_t coded)
{
    const uint32_t byte = coded & 0xff;
    switch (coded >> 8) {
    case 0:
        return byte;
    case 1:
        return byte << 16 | byte;
    case 2:
        return byte << 24 | byte << 8;
    case 3:
        return byte << 24 | byte << 16 | byte << 8 | byte;
    default:
        break;
    }
    const uint32_t turn = coded >> 7 & 31;
    const uint32_t value = 0x80 | (coded & 0x7f);
    return value >> turn | value << (32 - turn);
}

static void thumb_wide(struct registers *registers, const struct spot *code, uint32_t word)
{
    const uint32_t first = word & 0xffff, second = word >> 16;
    const uint32_t coded = (first >> 10 & 1) << 11 | (second >> 12 & 7) << 8 | (second & 0xff);
    const uint32_t number = second >> 8 & 15;
    if ((first & 0xfbf0) == 0xf240 && (second & 0x8000) == 0) { // MOVW
        set(registers, number, (first & 15) << 12 | coded);
    } else if ((first & 0xfbef) == 0xf04f && (second & 0x8000) == 0) { // MOV, immediate
        set(registers, number, thumb_immediate(coded));
    } else if ((first & 0xff7f) == 0xf85f) { // LDR, literal
        const uint64_t base = (spot_address(code) + 4) & ~UINT64_C(3);
        const uint64_t offset = second & 0xfff;
        load_literal(registers, code, second >> 12,
                     (first & 0x80) != 0 ? base + offset : base - offset);
    } else if ((first & 0xf800) == 0xf000 && (second & 0xc000) == 0xc000) { // BL, BLX
        forget_called(registers, 0, 3);
    } else {
        forget(registers, number);
        forget(registers, second >> 12);
    }
}

static void thumb_narrow(struct registers *registers, const struct spot *code, uint32_t half)
{
    const uint32_t low = half & 7, middle = half >> 3 & 7, high = half >> 8 & 7;
    const struct known source = registers->of[middle];
    if ((half & 0xf800) == 0x2000) { // MOVS
        set(registers, high, half & 0xff);
    } else if ((half & 0xf800) == 0x0000) { // LSLS; by nothing: MOVS
        registers->of[low] = (struct known){source.known, source.value << (half >> 6 & 31)};
    } else if ((half & 0xf800) == 0x3000) { // ADDS
        set_sum(registers, high, high, half & 0xff);
    } else if ((half & 0xf800) == 0x3800) { // SUBS
        set_sum(registers, high, high, 0U - (half & 0xff));
    } else if ((half & 0xfe00) == 0x1c00) { // ADDS with a small number
        set_sum(registers, low, middle, half >> 6 & 7);
    } else if ((half & 0xf800) == 0x4800) { // LDR, literal
        load_literal(registers, code, high,
                     ((spot_address(code) + 4) & ~UINT64_C(3)) + ((half & 0xffU) << 2));
    } else if ((half & 0xff00) == 0x4600) { // MOV
        set_sum(registers, (half >> 4 & 8) | low, half >> 3 & 15, 0);
    } else if (half >> 12 == 9 || half >> 12 == 10) { // LDR from the stack, ADD to its pointer
        forget(registers, high);
    } else if (half >> 12 < 9) { // what is left computes or loads; above are stacks and branches
        forget(registers, low);
    } else if (half >> 12 == 12) { // LDM
        forget_called(registers, 0, 7);
    }
}

static void arm_run(struct registers *registers, const struct spot *code, uint32_t word)
{
    const uint32_t number = word >> 12 & 15;
    const uint32_t turn = 2 * (word >> 8 & 15), byte = word & 0xff;
    if ((word & 0xffff0000) == 0xe3a00000) { // MOV, a rotated byte
        set(registers, number, turn == 0 ? byte : byte >> turn | byte << (32 - turn));
    } else if ((word & 0xfff00000) == 0xe3000000) { // MOVW
        set(registers, number, (word >> 4 & 0xf000) | (word & 0xfff));
    } else if ((word & 0xff7f0000) == 0xe51f0000) { // LDR, literal
        const uint64_t base = spot_address(code) + 8, offset = word & 0xfff;
        load_literal(registers, code, number,
                     (word & 0x00800000) != 0 ? base + offset : base - offset);
    } else if ((word & 0xffff0ff0) == 0xe1a00000) { // MOV
        set_sum(registers, number, word & 15, 0);
    } else if (word >> 24 == 0xeb) {
        forget_called(registers, 0, 3);
    } else {
        forget(registers, number);
    }
}

static void riscv_wide(struct registers *registers, uint32_t word)
{
    const uint32_t number = word >> 7 & 31, source = word >> 15 & 31;
    const uint32_t immediate = (uint32_t)((int32_t)word >> 20);
    const uint32_t kind = word & 0x7f;
    if ((word & 0x707f) == 0x13 && source == 0) { // LI
        set(registers, number, immediate);
    } else if ((word & 0x707f) == 0x13) { // ADDI
        set_sum(registers, number, source, immediate);
    } else if (kind == 0x37) { // LUI
        set(registers, number, word & 0xfffff000);
    } else if ((kind == 0x6f || kind == 0x67) && number == 1) { // JAL, JALR
        forget_called(registers, 5, 7);
        forget_called(registers, 10, 17);
    } else if (kind != 0x23 && kind != 0x63) { // stores and branches write no register
        forget(registers, number);
    }
}

static void riscv_narrow(struct registers *registers, uint32_t half)
{
    const uint32_t number = half >> 7 & 31;
    const uint32_t bits = (half >> 12 & 1) << 5 | (half >> 2 & 31);
    const uint32_t immediate = (bits ^ 32) - 32;
    if ((half & 0xe003) == 0x4001) { // C.LI
        set(registers, number, immediate);
    } else if ((half & 0xe003) == 0x0001) { // C.ADDI
        set_sum(registers, number, number, immediate);
    } else if ((half & 0xe003) == 0x6001 && number != 2) { // C.LUI
        set(registers, number, immediate << 12);
    } else if ((half & 0xf003) == 0x8002 && (half >> 2 & 31) != 0) { // C.MV
        set_sum(registers, number, half >> 2 & 31, 0);
    } else if ((half & 0xe003) == 0x2001 || (half & 0xf07f) == 0x9002) { // C.JAL, C.JALR
        forget_called(registers, 5, 7);
        forget_called(registers, 10, 17);
    } else if ((half & 0xe003) != 0xc000 && (half & 0xe003) != 0xc002) { // C.SW, C.SWSP write none
        forget(registers, number);
        forget(registers, 8 + (half >> 2 & 7));
        forget(registers, 8 + (half >> 7 & 7));
    }
}

size_t registers_length(const struct spot *code)
{
    const uint32_t half = spot_bytes(code, 2);
    switch (code->machine) {
    case MACHINE_THUMB:
        return half >> 11 >= 0x1d ? 4 : 2;
    case MACHINE_ARM:
        return 4;
    case MACHINE_RISCV:
        return (half & 3) == 3 ? 4 : 2;
    case MACHINE_X86_64:
    case MACHINE_COUNT:
        break;
    }
    return 1;
}

size_t registers_run(struct registers *registers, const struct spot *code)
{
    const size_t length = registers_length(code);
    const uint32_t word = spot_bytes(code, 4);
    if (code->machine == MACHINE_THUMB && length == 4) {
        thumb_wide(registers, code, word);
    } else if (code->machine == MACHINE_THUMB) {
        thumb_narrow(registers, code, word & 0xffff);
    } else if (code->machine == MACHINE_ARM) {
        arm_run(registers, code, word);
    } else if (code->machine == MACHINE_RISCV && length == 4) {
        riscv_wide(registers, word);
    } else if (code->machine == MACHINE_RISCV) {
        riscv_narrow(registers, word & 0xffff);
    }
    return length;
}

struct known registers_second(const struct registers *registers, enum machine machine)
{
    return registers->of[machine == MACHINE_RISCV ? 11 : 1];
}

struct known registers_third(const struct registers *registers, enum machine machine)
{
    return registers->of[machine == MACHINE_RISCV ? 12 : 2];
}
