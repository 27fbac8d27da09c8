// SPDX-License-Identifier: MIT
#include "memo.h"
#include "thumb_parts.h"

enum { BX_LR = 0x4770, NOP = 0xbf00 };

// Any of the sixteen registers: ADD, CMP, MOV, BX and BLX.
static bool high(struct thumb *thumb, uint32_t opcode)
{
    const unsigned to = field(opcode, 0, 3) | field(opcode, 7, 1) << 3;
    const uint32_t pc = thumb->cpu.r[CPU_PC];
    const uint32_t b = get(thumb, field(opcode, 3, 4));
    const unsigned kind = field(opcode, 8, 2);
    if (kind == 3) {
        if (field(opcode, 7, 1) != 0) {
            set(thumb, LR, (pc + 2U) | 1U);
        }
        return jump_out(thumb, b);
    }
    if (kind == 1) {
        thumb->quiet = false;
        (void)add(thumb, get(thumb, to), ~b, true);
        return true;
    }
    const uint32_t value = kind == 0 ? get(thumb, to) + b : b;
    if (to == CPU_PC) {
        thumb->returned = true;
        return jump(thumb, value);
    }
    set(thumb, to, value);
    return true;
}

static bool load_store(struct thumb *thumb, uint32_t opcode)
{
    const unsigned number = field(opcode, 0, 3);
    const uint32_t base = get(thumb, field(opcode, 3, 3));
    const unsigned kind = field(opcode, 12, 4);
    if (kind == 5) {
        static const uint8_t sizes[8] = {4, 2, 1, 1, 4, 2, 1, 2};
        const unsigned what = field(opcode, 9, 3);
        const uint32_t at = base + get(thumb, field(opcode, 6, 3));
        if (what < 3) {
            return store(thumb, number, at, sizes[what]);
        }
        if (!load(thumb, number, at, sizes[what])) {
            return false;
        }
        uint32_t *value = &thumb->cpu.r[number];
        *value = what == 3   ? (uint32_t)(int8_t)*value
                 : what == 7 ? (uint32_t)(int16_t)*value
                             : *value;
        return true;
    }
    const uint32_t size = kind == 6 ? 4 : kind == 7 ? 1 : 2;
    const uint32_t at = base + field(opcode, 6, 5) * size;
    return field(opcode, 11, 1) != 0 ? load(thumb, number, at, size)
                                     : store(thumb, number, at, size);
}

static bool relative(struct thumb *thumb, uint32_t opcode)
{
    const unsigned number = field(opcode, 8, 3);
    const uint32_t offset = field(opcode, 0, 8) * 4U;
    const uint32_t here = (thumb->cpu.r[CPU_PC] + 4U) & ~3U;
    switch (field(opcode, 11, 5)) {
    case 0x09:
        return load(thumb, number, here + offset, 4);
    case 0x12:
        return store(thumb, number, get(thumb, SP) + offset, 4);
    case 0x13:
        return load(thumb, number, get(thumb, SP) + offset, 4);
    case 0x14:
        set(thumb, number, here + offset);
        return true;
    default:
        set(thumb, number, get(thumb, SP) + offset);
        return true;
    }
}

static unsigned bits_of(uint32_t list)
{
    return (unsigned)__builtin_popcount(list);
}

static bool push(struct thumb *thumb, uint32_t opcode)
{
    const uint32_t list = field(opcode, 0, 8) | field(opcode, 8, 1) << LR;
    uint32_t at = get(thumb, SP) - 4U * bits_of(list);
    const uint32_t bottom = at;
    for (unsigned i = 0; i <= LR; i++) {
        if ((list >> i & 1U) != 0) {
            if (!store(thumb, i, at, 4)) {
                return false;
            }
            at += 4U;
        }
    }
    set(thumb, SP, bottom);
    return true;
}

static bool pop(struct thumb *thumb, uint32_t opcode)
{
    uint32_t at = get(thumb, SP);
    for (unsigned i = 0; i < 8; i++) {
        if ((opcode >> i & 1U) != 0) {
            if (!load(thumb, i, at, 4)) {
                return false;
            }
            at += 4U;
        }
    }
    if (field(opcode, 8, 1) == 0) {
        set(thumb, SP, at);
        return true;
    }
    const uint8_t *from = reach(thumb, at, 4, false);
    uint32_t target = 0;
    if (from == NULL) {
        return false;
    }
    memcpy(&target, from, sizeof target);
    set(thumb, SP, at + 4U);
    return jump_out(thumb, target);
}

static bool several(struct thumb *thumb, uint32_t opcode)
{
    const unsigned base = field(opcode, 8, 3);
    const bool loads = field(opcode, 11, 1) != 0;
    uint32_t at = get(thumb, base);
    for (unsigned i = 0; i < 8; i++) {
        if ((opcode >> i & 1U) == 0) {
            continue;
        }
        if (!(loads ? load(thumb, i, at, 4) : store(thumb, i, at, 4))) {
            return false;
        }
        at += 4U;
    }
    if (!loads || (opcode >> base & 1U) == 0) {
        set(thumb, base, at);
    }
    return true;
}

bool holds(struct thumb *thumb, unsigned condition)
{
    bool held;
    if (condition >= 14) {
        return true; // of an IT block only, where the second of them is not defined
    }
    switch (condition >> 1) {
    case 0:
        held = get_flag(thumb, FLAG_Z);
        break;
    case 1:
        held = get_flag(thumb, FLAG_C);
        break;
    case 2:
        held = get_flag(thumb, FLAG_N);
        break;
    case 3:
        held = get_flag(thumb, FLAG_V);
        break;
    case 4:
        held = get_flag(thumb, FLAG_C) & !get_flag(thumb, FLAG_Z);
        break;
    case 5:
        held = get_flag(thumb, FLAG_N) == get_flag(thumb, FLAG_V);
        break;
    default:
        held = (get_flag(thumb, FLAG_N) == get_flag(thumb, FLAG_V)) & !get_flag(thumb, FLAG_Z);
        break;
    }
    return held != ((condition & 1U) != 0);
}

uint32_t sign(uint32_t value, unsigned bits)
{
    return (uint32_t)((int32_t)(value << (32U - bits)) >> (32U - bits));
}

static bool branch_if(struct thumb *thumb, uint32_t opcode)
{
    thumb->forked = true;
    const uint32_t target = thumb->cpu.r[CPU_PC] + 4U + sign(field(opcode, 0, 8) << 1, 9);
    return holds(thumb, field(opcode, 8, 4)) ? jump(thumb, target) : true;
}

bool call(struct thumb *thumb, uint32_t opcode, uint32_t second)
{
    const uint32_t pc = thumb->cpu.r[CPU_PC];
    const uint32_t top = field(opcode, 10, 1);
    const uint32_t i1 = (field(second, 13, 1) ^ top ^ 1U) & 1U;
    const uint32_t i2 = (field(second, 11, 1) ^ top ^ 1U) & 1U;
    const uint32_t offset =
        top << 24 | i1 << 23 | i2 << 22 | field(opcode, 0, 10) << 12 | field(second, 0, 11) << 1;
    set(thumb, LR, (pc + 4U) | 1U);
    return jump(thumb, pc + 4U + sign(offset, 25));
}

static bool branch_if_zero(struct thumb *thumb, uint32_t opcode)
{
    const uint32_t offset = field(opcode, 9, 1) << 6 | field(opcode, 3, 5) << 1;
    const bool zero = get(thumb, field(opcode, 0, 3)) == 0;
    thumb->forked = true;
    return zero != (field(opcode, 11, 1) != 0) ? jump(thumb, thumb->cpu.r[CPU_PC] + 4U + offset)
                                               : true;
}

// PUSH, POP, small steps of the stack, and what widens or turns a value.
static enum thumb_stop mixed(struct thumb *thumb, uint32_t opcode)
{
    bool good = true;
    if ((opcode & 0xff00U) == 0xb000U) {
        const uint32_t step = field(opcode, 0, 7) * 4U;
        set(thumb, SP, get(thumb, SP) + (field(opcode, 7, 1) != 0 ? 0U - step : step));
    } else if ((opcode & 0xfe00U) == 0xb400U) {
        good = push(thumb, opcode);
    } else if ((opcode & 0xfe00U) == 0xbc00U) {
        good = (opcode & 0x1ffU) != 0 && pop(thumb, opcode);
    } else if ((opcode & 0xff00U) == 0xb200U ||
               ((opcode & 0xff00U) == 0xba00U && (opcode & 0xc0U) != 0x80U)) {
        good = extend(thumb, opcode);
    } else if ((opcode & 0xf500U) == 0xb100U && !thumb->engine->firmware->thumb1) {
        good = branch_if_zero(thumb, opcode);
    } else if (opcode > NOP && opcode <= 0xbfffU && (opcode & 0xfU) != 0 &&
               !thumb->engine->firmware->thumb1) {
        cpu_set_it(&thumb->cpu, (uint8_t)opcode);
        thumb->began = true;
    } else if (opcode != NOP) {
        return THUMB_UNKNOWN;
    }
    return good ? THUMB_ON : THUMB_CRASH;
}

static enum thumb_stop execute(struct thumb *thumb, uint32_t opcode)
{
    bool good;
    switch (field(opcode, 11, 5)) {
    case 0x00:
    case 0x01:
    case 0x02:
        good = shift_immediate(thumb, opcode);
        break;
    case 0x03:
        good = add_small(thumb, opcode);
        break;
    case 0x04:
    case 0x05:
    case 0x06:
    case 0x07:
        good = immediate(thumb, opcode);
        break;
    case 0x08:
        good = field(opcode, 10, 1) != 0 ? high(thumb, opcode) : data(thumb, opcode);
        break;
    case 0x09:
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x15:
        good = relative(thumb, opcode);
        break;
    case 0x16:
    case 0x17:
        return mixed(thumb, opcode);
    case 0x18:
    case 0x19:
        good = several(thumb, opcode);
        break;
    case 0x1a:
    case 0x1b:
        if (field(opcode, 9, 3) == 7) {
            return THUMB_CRASH; // UDF and SVC
        }
        good = branch_if(thumb, opcode);
        break;
    case 0x1c:
        good = jump(thumb, thumb->cpu.r[CPU_PC] + 4U + sign(field(opcode, 0, 11) << 1, 12));
        break;
    default:
        good = load_store(thumb, opcode);
        break;
    }
    return good ? THUMB_ON : THUMB_CRASH;
}

// Whether what a half-word says is defined, and what compilers make.
static bool is_known(uint32_t opcode)
{
    const bool lists = (opcode & 0xf000U) == 0xc000U || (opcode & 0xf600U) == 0xb400U;
    if (lists && (opcode & ((opcode & 0xf000U) == 0xc000U ? 0xffU : 0x1ffU)) == 0) {
        return false;
    }
    const bool high_compare = (opcode & 0xff00U) == 0x4500U;
    const bool odd_jump = (opcode & 0xff00U) == 0x4700U && (opcode & 7U) != 0;
    return !odd_jump && !(high_compare && (opcode & 0x87U) == 0x87U);
}

// Whether an IT block may hold an instruction, here: jumps at its end only, and some not at all.
static bool is_in_place(uint8_t it, uint32_t first, uint32_t second)
{
    const bool is_wide = first >> 11 >= 0x1d;
    const bool branches = is_wide && (first & 0xf800U) == 0xf000U && second >> 15 != 0;
    const bool never = first >> 12 == 0xd || (first & 0xf500U) == 0xb100U ||
                       (first & 0xff00U) == 0xbf00U || (branches && (second & 0x5000U) == 0);
    const bool jumps = branches || (first & 0xff00U) == 0x4700U || (first & 0xfc87U) == 0x4487U ||
                       first >> 11 == 0x1c || (first & 0xff00U) == 0xbd00U;
    return it == 0 || (!never && ((it & 7U) == 0 || !jumps));
}

static bool answer(struct thumb *thumb)
{
    struct engine *engine = thumb->engine;
    const unsigned registers = memo_registers(engine->memo, thumb->cpu.r[CPU_PC]);
    thumb->reads |= (1U << registers) - 1U;
    thumb->writes |= 1U;
    engine->fast = &thumb->cpu;
    const bool good = memo_answer(engine->memo, engine, thumb->cpu.r[CPU_PC]);
    engine->fast = NULL;
    return good;
}

static enum thumb_stop execute_at(struct thumb *thumb, uint32_t first, uint32_t second)
{
    const uint32_t pc = thumb->cpu.r[CPU_PC];
    if (first == BX_LR && thumb->engine->memo != NULL && memo_is_entry(thumb->engine->memo, pc) &&
        !answer(thumb)) {
        return THUMB_CRASH;
    }
    if (first >> 11 < 0x1d) {
        return execute(thumb, first);
    }
    if ((first & 0xf800U) == 0xf000U && (second & 0xd000U) == 0xd000U) {
        return call(thumb, first, second) ? THUMB_ON : THUMB_CRASH;
    }
    return thumb->engine->firmware->thumb1 ? THUMB_UNKNOWN : wide(thumb, first, second);
}

static void start(struct thumb *thumb)
{
    thumb->reads = 0;
    thumb->writes = 0;
    thumb->jumped = false;
    thumb->forked = false;
    thumb->returned = false;
    thumb->began = false;
    thumb->quiet = false;
}

enum thumb_stop thumb_step(struct thumb *thumb)
{
    const uint8_t *code = thumb->engine->code;
    const uint32_t pc = thumb->cpu.r[CPU_PC];
    const uint8_t it = cpu_it(&thumb->cpu);
    enum thumb_stop stop = THUMB_ON;
    start(thumb);
    if (pc > WORLD_CODE_SIZE - 4U || (pc & 1U) != 0) {
        return THUMB_UNKNOWN;
    }
    const uint32_t first = (uint32_t)(code[pc] | code[pc + 1U] << 8);
    const uint32_t second = (uint32_t)(code[pc + 2U] | code[pc + 3U] << 8);
    if (!is_known(first) || !is_in_place(it, first, second)) {
        return THUMB_UNKNOWN;
    }
    thumb->quiet = it != 0;
    if (it == 0 || holds(thumb, it >> 4)) {
        stop = execute_at(thumb, first, second);
    }
    if (stop == THUMB_ON && !thumb->jumped) {
        thumb->cpu.r[CPU_PC] = pc + (first >> 11 >= 0x1d ? 4U : 2U);
    }
    if (it != 0 && stop == THUMB_ON) {
        cpu_set_it(&thumb->cpu, thumb->jumped ? 0 : it_after(it, 0));
    }
    return stop;
}
