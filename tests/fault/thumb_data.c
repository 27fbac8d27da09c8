// SPDX-License-Identifier: MIT
#include "thumb_parts.h"

bool shift_immediate(struct thumb *thumb, uint32_t opcode)
{
    const unsigned by = field(opcode, 6, 5);
    const uint32_t value = get(thumb, field(opcode, 3, 3));
    const unsigned to = field(opcode, 0, 3);
    switch (field(opcode, 11, 2)) {
    case 0:
        if (by != 0) {
            set_flag(thumb, FLAG_C, (value >> (32U - by) & 1U) != 0);
        }
        set(thumb, to, set_nz(thumb, value << by));
        return true;
    case 1:
        set_flag(thumb, FLAG_C, (by == 0 ? value >> 31 : value >> (by - 1U) & 1U) != 0);
        set(thumb, to, set_nz(thumb, by == 0 ? 0 : value >> by));
        return true;
    default: {
        const unsigned left = by == 0 ? 31 : by;
        set_flag(thumb, FLAG_C, ((uint32_t)((int32_t)value >> (left - (by != 0))) & 1U) != 0);
        set(thumb, to, set_nz(thumb, (uint32_t)((int32_t)value >> left)));
        return true;
    }
    }
}

bool add_small(struct thumb *thumb, uint32_t opcode)
{
    const uint32_t a = get(thumb, field(opcode, 3, 3));
    const unsigned third = field(opcode, 6, 3);
    const uint32_t b = field(opcode, 10, 1) != 0 ? third : get(thumb, third);
    const bool minus = field(opcode, 9, 1) != 0;
    set(thumb, field(opcode, 0, 3), add(thumb, a, minus ? ~b : b, minus));
    return true;
}

bool immediate(struct thumb *thumb, uint32_t opcode)
{
    const unsigned to = field(opcode, 8, 3);
    const uint32_t value = field(opcode, 0, 8);
    switch (field(opcode, 11, 2)) {
    case 0:
        set(thumb, to, set_nz(thumb, value));
        break;
    case 1:
        thumb->quiet = false;
        (void)add(thumb, get(thumb, to), ~value, true);
        break;
    case 2:
        set(thumb, to, add(thumb, get(thumb, to), value, false));
        break;
    default:
        set(thumb, to, add(thumb, get(thumb, to), ~value, true));
        break;
    }
    return true;
}

uint32_t shift_value(struct thumb *thumb, unsigned kind, uint32_t value, uint32_t by)
{
    by &= 0xffU;
    if (by == 0) {
        return set_nz(thumb, value);
    }
    uint32_t out;
    bool carry;
    if (kind == 0) {
        out = by > 32 ? 0 : (uint32_t)((uint64_t)value << by);
        carry = by <= 32 && ((uint64_t)value << by >> 32 & 1U) != 0;
    } else if (kind == 1) {
        out = by >= 32 ? 0 : value >> by;
        carry = by <= 32 && (value >> (by - 1U) & 1U) != 0;
    } else if (kind == 2) {
        const unsigned left = by > 31 ? 31 : by;
        out = (uint32_t)((int32_t)value >> left);
        carry = ((uint32_t)((int32_t)value >> (by > 31 ? 31 : by - 1U)) & 1U) != 0;
    } else {
        const unsigned left = by & 31U;
        out = left == 0 ? value : value >> left | value << (32U - left);
        carry = out >> 31 != 0;
    }
    set_flag(thumb, FLAG_C, carry);
    return set_nz(thumb, out);
}

bool data(struct thumb *thumb, uint32_t opcode)
{
    const unsigned to = field(opcode, 0, 3);
    const unsigned kind = field(opcode, 6, 4);
    const uint32_t b = get(thumb, field(opcode, 3, 3));
    const uint32_t a = kind == 9 || kind == 15 ? 0 : get(thumb, to);
    thumb->quiet = thumb->quiet && kind != 8 && kind != 10 && kind != 11; // these only compare
    switch (kind) {
    case 0:
        set(thumb, to, set_nz(thumb, a & b));
        break;
    case 1:
        set(thumb, to, set_nz(thumb, a ^ b));
        break;
    case 2:
    case 3:
    case 4:
    case 7:
        set(thumb, to, shift_value(thumb, kind == 7 ? 3 : kind - 2U, a, b));
        break;
    case 5:
        set(thumb, to, add(thumb, a, b, get_flag(thumb, FLAG_C)));
        break;
    case 6:
        set(thumb, to, add(thumb, a, ~b, get_flag(thumb, FLAG_C)));
        break;
    case 8:
        (void)set_nz(thumb, a & b);
        break;
    case 9:
        set(thumb, to, add(thumb, 0, ~b, true));
        break;
    case 10:
        (void)add(thumb, a, ~b, true);
        break;
    case 11:
        (void)add(thumb, a, b, false);
        break;
    case 12:
        set(thumb, to, set_nz(thumb, a | b));
        break;
    case 13:
        set(thumb, to, set_nz(thumb, a * b));
        break;
    case 14:
        set(thumb, to, set_nz(thumb, a & ~b));
        break;
    default:
        set(thumb, to, set_nz(thumb, ~b));
        break;
    }
    return true;
}

bool extend(struct thumb *thumb, uint32_t opcode)
{
    const uint32_t value = get(thumb, field(opcode, 3, 3));
    uint32_t out;
    switch (field(opcode, 6, 6)) {
    case 0x08:
        out = (uint32_t)(int16_t)value;
        break;
    case 0x09:
        out = (uint32_t)(int8_t)value;
        break;
    case 0x0a:
        out = value & 0xffffU;
        break;
    case 0x0b:
        out = value & 0xffU;
        break;
    case 0x28:
        out = __builtin_bswap32(value);
        break;
    case 0x29:
        out = (value >> 8 & 0x00ff00ffU) | (value << 8 & 0xff00ff00U);
        break;
    default:
        out = (uint32_t)(int16_t)__builtin_bswap16((uint16_t)value);
        break;
    }
    set(thumb, field(opcode, 0, 3), out);
    return true;
}
