// SPDX-License-Identifier: MIT
// thumb_wide.c - the instructions of two half-words that compilers make for a Cortex-M3. What is
// not defined, or uses stack pointer or program counter where that is unusual, is left to the
// emulator.
#include "thumb_parts.h"

enum { UNCHANGED = 2 }; // a carry that the operand does not set

static bool is_odd(unsigned number)
{
    return number == SP || number == CPU_PC;
}

// ------------------------------------------------------------------------------------- operands

// ThumbExpandImm_C (ARMv7-M, A5.3.2). False: not defined.
static bool expand(uint32_t first, uint32_t second, uint32_t *value, unsigned *carry)
{
    const uint32_t low = field(second, 0, 8);
    const uint32_t high = field(first, 10, 1) << 3 | field(second, 12, 3);
    *carry = UNCHANGED;
    switch (high) {
    case 0:
        *value = low;
        return true;
    case 1:
        *value = low << 16 | low;
        return low != 0;
    case 2:
        *value = low << 24 | low << 8;
        return low != 0;
    case 3:
        *value = low * 0x01010101U;
        return low != 0;
    default: {
        const uint32_t by = high << 1 | low >> 7;
        *value = (low | 0x80U) >> by | (low | 0x80U) << (32U - by);
        *carry = *value >> 31;
        return true;
    }
    }
}

static uint32_t shifted(struct thumb *thumb, uint32_t second, unsigned *carry)
{
    const uint32_t value = get(thumb, field(second, 0, 4));
    const unsigned kind = field(second, 4, 2);
    const unsigned by = field(second, 12, 3) << 2 | field(second, 6, 2);
    *carry = UNCHANGED;
    if (by != 0) {
        const bool left = kind == 0;
        *carry = value >> (left ? 32U - by : by - 1U) & 1U;
        return kind == 0   ? value << by
               : kind == 1 ? value >> by
               : kind == 2 ? (uint32_t)((int32_t)value >> by)
                           : value >> by | value << (32U - by);
    }
    if (kind == 0) {
        return value;
    }
    *carry = kind == 3 ? value & 1U : value >> 31;
    return kind == 1   ? 0
           : kind == 2 ? (uint32_t)((int32_t)value >> 31)
                       : value >> 1 | (get_flag(thumb, FLAG_C) ? FLAG_N : 0);
}

// --------------------------------------------------------------------------------------- data

static uint32_t logic(struct thumb *thumb, uint32_t value, unsigned carry)
{
    if (carry != UNCHANGED) {
        set_flag(thumb, FLAG_C, carry != 0);
    }
    return set_nz(thumb, value);
}

// An operation of A5.3.11; `rn` and `rd` were looked at.
static bool operate(struct thumb *thumb, uint32_t first, unsigned rd, uint32_t b, unsigned carry)
{
    const unsigned rn = field(first, 0, 4);
    const unsigned kind = field(first, 5, 4);
    const uint32_t a = rn == CPU_PC ? 0 : get(thumb, rn);
    uint32_t value;
    switch (kind) {
    case 0:
        value = logic(thumb, a & b, carry);
        break;
    case 1:
        value = logic(thumb, a & ~b, carry);
        break;
    case 2:
        value = logic(thumb, a | b, carry);
        break;
    case 3:
        value = logic(thumb, a | ~b, carry);
        break;
    case 4:
        value = logic(thumb, a ^ b, carry);
        break;
    case 8:
        value = add(thumb, a, b, false);
        break;
    case 10:
        value = add(thumb, a, b, get_flag(thumb, FLAG_C));
        break;
    case 11:
        value = add(thumb, a, ~b, get_flag(thumb, FLAG_C));
        break;
    case 13:
        value = add(thumb, a, ~b, true);
        break;
    default:
        value = add(thumb, ~a, b, true);
        break;
    }
    if (rd != CPU_PC) {
        set(thumb, rd, value);
    }
    return true;
}

static enum thumb_stop operation(struct thumb *thumb, uint32_t first, uint32_t second)
{
    static const uint16_t kinds = 0x6d1f; // those of operate()
    const unsigned kind = field(first, 5, 4);
    const unsigned rn = field(first, 0, 4);
    const unsigned rd = field(second, 8, 4);
    const bool sets = field(first, 4, 1) != 0;
    const bool sums = kind == 8 || kind == 13;
    const bool compares = rd == CPU_PC && sets && (sums || kind == 0 || kind == 4);
    const bool moves = rn == CPU_PC && (kind == 2 || kind == 3);
    const bool immediate = field(first, 12, 1) != 0;
    unsigned carry = UNCHANGED;
    uint32_t b = 0;
    if ((kinds >> kind & 1U) == 0 || (rd == CPU_PC && !compares) || (rn == CPU_PC && !moves) ||
        (rn == SP && !sums) || (rd == SP && (!sums || rn != SP || sets)) ||
        (!immediate && (is_odd(field(second, 0, 4)) || field(second, 15, 1) != 0 || rd == SP))) {
        return THUMB_UNKNOWN;
    }
    if (immediate && !expand(first, second, &b, &carry)) {
        return THUMB_UNKNOWN;
    }
    b = immediate ? b : shifted(thumb, second, &carry);
    thumb->quiet = !sets;
    return operate(thumb, first, rd, b, carry) ? THUMB_ON : THUMB_CRASH;
}

static uint32_t mask_of(unsigned width)
{
    return width >= 32 ? UINT32_MAX : (1U << width) - 1U;
}

// Numbers of twelve and sixteen bits, and pieces of registers (A5.3.3).
static enum thumb_stop plain(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rd = field(second, 8, 4);
    const unsigned rn = field(first, 0, 4);
    const uint32_t twelve =
        field(first, 10, 1) << 11 | field(second, 12, 3) << 8 | field(second, 0, 8);
    const unsigned low = field(second, 12, 3) << 2 | field(second, 6, 2);
    const unsigned last = field(second, 0, 5);
    const unsigned kind = field(first, 4, 5);
    const bool pieces = kind == 0x14 || kind == 0x16 || kind == 0x1c;
    if (is_odd(rd) || (kind != 4 && kind != 0xc && rn == CPU_PC) || (pieces && rn == SP) ||
        (pieces && (field(second, 5, 1) != 0 || field(first, 10, 1) != 0))) {
        return THUMB_UNKNOWN;
    }
    if (kind == 0 || kind == 0xa) {
        set(thumb, rd, get(thumb, rn) + (kind == 0 ? twelve : 0U - twelve));
    } else if (kind == 4) {
        set(thumb, rd, (uint32_t)rn << 12 | twelve);
    } else if (kind == 0xc) {
        set(thumb, rd, (get(thumb, rd) & 0xffffU) | (rn << 12 | twelve) << 16);
    } else if (kind == 0x16 && last >= low) {
        const uint32_t mask = mask_of(last - low + 1U) << low;
        set(thumb, rd, (get(thumb, rd) & ~mask) | (get(thumb, rn) << low & mask));
    } else if (kind == 0x14 && low + last < 32) {
        set(thumb, rd, sign(get(thumb, rn) >> low & mask_of(last + 1U), last + 1U));
    } else if (kind == 0x1c && low + last < 32) {
        set(thumb, rd, get(thumb, rn) >> low & mask_of(last + 1U));
    } else {
        return THUMB_UNKNOWN;
    }
    return THUMB_ON;
}

// Shifts by a register, and what widens or turns a value (A5.3.12).
static enum thumb_stop turn(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rd = field(second, 8, 4);
    const unsigned rm = field(second, 0, 4);
    const unsigned rn = field(first, 0, 4);
    const unsigned kind = field(second, 4, 4);
    const unsigned what = field(first, 4, 4);
    if (field(second, 12, 4) != 0xf || is_odd(rd) || is_odd(rm)) {
        return THUMB_UNKNOWN;
    }
    if (what < 8 && kind == 0 && !is_odd(rn)) {
        thumb->quiet = (what & 1U) == 0;
        set(thumb, rd, shift_value(thumb, what >> 1, get(thumb, rn), get(thumb, rm)));
    } else if ((what == 0 || what == 1 || what == 4 || what == 5) && (kind & 0xcU) == 8 &&
               rn == CPU_PC) {
        const unsigned by = (kind & 3U) * 8U;
        const uint32_t all = get(thumb, rm);
        const uint32_t value = by == 0 ? all : all >> by | all << (32U - by);
        const unsigned bits = what < 4 ? 16 : 8;
        set(thumb, rd,
            (what & 1U) != 0 ? value & mask_of(bits) : sign(value & mask_of(bits), bits));
    } else if (what == 0xb && kind == 8 && rn == rm) {
        const uint32_t value = get(thumb, rm);
        set(thumb, rd, value == 0 ? 32 : (uint32_t)__builtin_clz(value));
    } else if (what == 9 && kind == 8 && rn == rm) {
        set(thumb, rd, __builtin_bswap32(get(thumb, rm)));
    } else {
        return THUMB_UNKNOWN;
    }
    return THUMB_ON;
}

static enum thumb_stop multiply(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rd = field(second, 8, 4);
    const unsigned ra = field(second, 12, 4);
    const unsigned kind = field(second, 4, 4);
    const unsigned rn = field(first, 0, 4);
    const unsigned rm = field(second, 0, 4);
    const unsigned what = field(first, 4, 4);
    if (is_odd(rd) || is_odd(rn) || is_odd(rm) || ra == SP || (what >= 8 && ra == CPU_PC) ||
        (what >= 8 && ra == rd) || (kind == 1 && ra == CPU_PC)) {
        return THUMB_UNKNOWN;
    }
    const uint32_t a = get(thumb, rn);
    const uint32_t b = get(thumb, rm);
    if (what == 0 && kind < 2) {
        const uint32_t base = ra == CPU_PC ? 0 : get(thumb, ra);
        set(thumb, rd, kind == 0 ? base + a * b : base - a * b);
        return THUMB_ON;
    }
    if (kind != 0 || (what != 0x8 && what != 0xa && what != 0xc && what != 0xe)) {
        return THUMB_UNKNOWN;
    }
    uint64_t value =
        (what & 2U) != 0 ? (uint64_t)a * b : (uint64_t)((int64_t)(int32_t)a * (int64_t)(int32_t)b);
    if (what >= 0xc) {
        value += (uint64_t)get(thumb, rd) << 32 | get(thumb, ra);
    }
    set(thumb, ra, (uint32_t)value);
    set(thumb, rd, (uint32_t)(value >> 32));
    return THUMB_ON;
}

// ------------------------------------------------------------------------------------- memory

static enum thumb_stop go_to_loaded(struct thumb *thumb, uint32_t at, unsigned base, uint32_t then,
                                    bool writes)
{
    const uint8_t *from = reach(thumb, at, 4, false);
    uint32_t target = 0;
    if (from == NULL) {
        return THUMB_CRASH;
    }
    memcpy(&target, from, sizeof target);
    if (writes) {
        set(thumb, base, then);
    }
    return jump_out(thumb, target) ? THUMB_ON : THUMB_CRASH;
}

static enum thumb_stop move_one(struct thumb *thumb, uint32_t first, uint32_t second, uint32_t at)
{
    const unsigned rt = field(second, 12, 4);
    const unsigned shift = field(first, 5, 2);
    if (field(first, 4, 1) == 0) {
        return store(thumb, rt, at, 1U << shift) ? THUMB_ON : THUMB_CRASH;
    }
    if (!load(thumb, rt, at, 1U << shift)) {
        return THUMB_CRASH;
    }
    if (field(first, 8, 1) != 0) {
        thumb->cpu.r[rt] = sign(thumb->cpu.r[rt], 8U << shift);
    }
    return THUMB_ON;
}

// Loads and stores of one value (A5.3.7 to A5.3.10).
static enum thumb_stop single(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rn = field(first, 0, 4);
    const unsigned rt = field(second, 12, 4);
    const bool loads = field(first, 4, 1) != 0;
    const bool is_word = field(first, 5, 2) == 2;
    uint32_t base = 0;
    uint32_t at = 0;
    uint32_t then = 0;
    bool writes = false;
    if (field(first, 5, 2) == 3 || rt == SP || (rt == CPU_PC && !(loads && is_word)) ||
        (field(first, 8, 1) != 0 && (is_word || !loads)) || (rn == CPU_PC && !loads)) {
        return THUMB_UNKNOWN;
    }
    if (rn == CPU_PC) {
        base = (thumb->cpu.r[CPU_PC] + 4U) & ~3U;
        const uint32_t offset = field(second, 0, 12);
        at = base + (field(first, 7, 1) != 0 ? offset : 0U - offset);
    } else if (field(first, 7, 1) != 0) {
        at = get(thumb, rn) + field(second, 0, 12);
    } else if (field(second, 11, 1) != 0) {
        const uint32_t offset = field(second, 0, 8);
        const bool before = field(second, 10, 1) != 0;
        writes = field(second, 8, 1) != 0;
        if ((!before && !writes) || (before && !writes && field(second, 9, 1) != 0) ||
            (writes && rn == rt)) {
            return THUMB_UNKNOWN;
        }
        base = get(thumb, rn);
        then = base + (field(second, 9, 1) != 0 ? offset : 0U - offset);
        at = before ? then : base;
    } else if (field(second, 6, 5) == 0 && !is_odd(field(second, 0, 4))) {
        at = get(thumb, rn) + (get(thumb, field(second, 0, 4)) << field(second, 4, 2));
    } else {
        return THUMB_UNKNOWN;
    }
    if (rt == CPU_PC) {
        return go_to_loaded(thumb, at, rn, then, writes);
    }
    const enum thumb_stop stop = move_one(thumb, first, second, at);
    if (stop == THUMB_ON && writes) {
        set(thumb, rn, then);
    }
    return stop;
}

static enum thumb_stop pair(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rn = field(first, 0, 4);
    const unsigned a = field(second, 12, 4);
    const unsigned b = field(second, 8, 4);
    const bool before = field(first, 8, 1) != 0;
    const bool writes = field(first, 5, 1) != 0;
    const bool loads = field(first, 4, 1) != 0;
    const uint32_t offset = field(second, 0, 8) * 4U;
    if ((!before && !writes) || rn == CPU_PC || is_odd(a) || is_odd(b) || (loads && a == b) ||
        (writes && (rn == a || rn == b))) {
        return THUMB_UNKNOWN;
    }
    const uint32_t base = get(thumb, rn);
    const uint32_t then = base + (field(first, 7, 1) != 0 ? offset : 0U - offset);
    const uint32_t at = before ? then : base;
    const bool good = loads ? load(thumb, a, at, 4) && load(thumb, b, at + 4U, 4)
                            : store(thumb, a, at, 4) && store(thumb, b, at + 4U, 4);
    if (good && writes) {
        set(thumb, rn, then);
    }
    return good ? THUMB_ON : THUMB_CRASH;
}

static enum thumb_stop several_wide(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const unsigned rn = field(first, 0, 4);
    const unsigned way = field(first, 7, 2);
    const bool writes = field(first, 5, 1) != 0;
    const bool loads = field(first, 4, 1) != 0;
    const uint32_t size = 4U * (uint32_t)__builtin_popcount(second);
    if (rn == CPU_PC || size < 8 || (way != 1 && way != 2) || (second & 1U << SP) != 0 ||
        (!loads && second >> CPU_PC != 0) || (second >> LR == 3 && loads) ||
        (writes && (second >> rn & 1U) != 0)) {
        return THUMB_UNKNOWN;
    }
    const uint32_t base = get(thumb, rn);
    const uint32_t then = way == 1 ? base + size : base - size;
    uint32_t at = way == 1 ? base : then;
    for (unsigned i = 0; i < CPU_PC; i++) {
        if ((second >> i & 1U) == 0) {
            continue;
        }
        if (!(loads ? load(thumb, i, at, 4) : store(thumb, i, at, 4))) {
            return THUMB_CRASH;
        }
        at += 4U;
    }
    if (second >> CPU_PC != 0) {
        return go_to_loaded(thumb, at, rn, then, writes);
    }
    if (writes) {
        set(thumb, rn, then);
    }
    return THUMB_ON;
}

// ----------------------------------------------------------------------------------- branches

static enum thumb_stop branch(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const uint32_t here = thumb->cpu.r[CPU_PC] + 4U;
    const uint32_t top = field(first, 10, 1);
    const uint32_t j1 = field(second, 13, 1);
    const uint32_t j2 = field(second, 11, 1);
    if (field(second, 12, 1) != 0) {
        const uint32_t offset = top << 24 | (j1 ^ top ^ 1U) << 23 | (j2 ^ top ^ 1U) << 22 |
                                field(first, 0, 10) << 12 | field(second, 0, 11) << 1;
        return jump(thumb, here + sign(offset, 25)) ? THUMB_ON : THUMB_CRASH;
    }
    const unsigned condition = field(first, 6, 4);
    const uint32_t offset =
        top << 20 | j2 << 19 | j1 << 18 | field(first, 0, 6) << 12 | field(second, 0, 11) << 1;
    if (condition >= 14 || field(second, 14, 1) != 0) {
        return THUMB_UNKNOWN;
    }
    thumb->forked = true;
    if (holds(thumb, condition)) {
        (void)jump(thumb, here + sign(offset, 21));
    }
    return THUMB_ON;
}

enum thumb_stop wide(struct thumb *thumb, uint32_t first, uint32_t second)
{
    if ((first & 0xfe40U) == 0xe800U) {
        return several_wide(thumb, first, second);
    }
    if ((first & 0xfe40U) == 0xe840U) {
        return pair(thumb, first, second);
    }
    if ((first & 0xfe00U) == 0xea00U) {
        return operation(thumb, first, second);
    }
    if ((first & 0xf800U) == 0xf000U) {
        return field(second, 15, 1) != 0 ? branch(thumb, first, second)
               : field(first, 9, 1) != 0 ? plain(thumb, first, second)
                                         : operation(thumb, first, second);
    }
    if ((first & 0xfe00U) == 0xf800U) {
        return single(thumb, first, second);
    }
    if ((first & 0xff00U) == 0xfa00U) {
        return turn(thumb, first, second);
    }
    if ((first & 0xff00U) == 0xfb00U) {
        return multiply(thumb, first, second);
    }
    return THUMB_UNKNOWN;
}
