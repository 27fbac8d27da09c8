// SPDX-License-Identifier: MIT
#include "audit/facts/machine.h"

#include "audit/facts/registers.h"

#include <string.h>

enum { WINDOW = 40, STORE_WINDOW = 8 };

bool spot_enter(enum machine machine, const struct image *image, uint64_t address, struct spot *out)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (address >= segment->address && address - segment->address < segment->size) {
            *out = (struct spot){machine, image, segment, (size_t)(address - segment->address)};
            return true;
        }
    }
    return false;
}

uint64_t spot_address(const struct spot *code)
{
    return code->segment->address + code->at;
}

size_t spot_step(enum machine machine)
{
    static const size_t steps[MACHINE_COUNT] = {
        [MACHINE_THUMB] = 2, [MACHINE_ARM] = 4, [MACHINE_RISCV] = 2, [MACHINE_X86_64] = 1};
    return steps[machine];
}

static bool half_at(const struct spot *code, size_t ahead, uint32_t *out)
{
    const size_t at = code->at + ahead;
    if (code->segment->size < 2 || at > code->segment->size - 2) {
        return false;
    }
    *out = (uint32_t)code->segment->bytes[at] | (uint32_t)code->segment->bytes[at + 1] << 8;
    return true;
}

static bool word_at(const struct spot *code, size_t ahead, uint32_t *out)
{
    uint32_t low, high;
    if (!half_at(code, ahead, &low) || !half_at(code, ahead + 2, &high)) {
        return false;
    }
    *out = low | high << 16;
    return true;
}

static uint64_t signed_bits(uint64_t value, unsigned bits)
{
    const uint64_t sign = UINT64_C(1) << (bits - 1);
    return (value ^ sign) - sign;
}

static uint64_t in_image(const struct spot *code, uint64_t address)
{
    return code->image->word_size == 4 ? address & UINT32_MAX : address;
}

// BL (T1) and B.W (T4) differ in one bit only.
static size_t thumb_branch(const struct spot *code, bool call, uint64_t *target)
{
    uint32_t first, second;
    if (!half_at(code, 0, &first) || !half_at(code, 2, &second) || (first & 0xf800) != 0xf000 ||
        (second & 0xd000) != (call ? 0xd000U : 0x9000U)) {
        return 0;
    }
    const uint32_t s = first >> 10 & 1;
    const uint32_t i1 = 1 ^ (second >> 13 & 1) ^ s;
    const uint32_t i2 = 1 ^ (second >> 11 & 1) ^ s;
    const uint32_t offset =
        s << 24 | i1 << 23 | i2 << 22 | (first & 0x3ff) << 12 | (second & 0x7ff) << 1;
    *target = in_image(code, spot_address(code) + 4 + signed_bits(offset, 25));
    return 4;
}

static size_t arm_branch(const struct spot *code, bool call, uint64_t *target)
{
    uint32_t word;
    if (!word_at(code, 0, &word) || word >> 24 != (call ? 0xebU : 0xeaU)) {
        return 0;
    }
    *target = in_image(code, spot_address(code) + 8 + signed_bits((word & 0xffffff) << 2, 26));
    return 4;
}

// JAL, C.JAL or C.J, and AUIPC with JALR behind it.
static size_t riscv_branch(const struct spot *code, bool call, uint64_t *target)
{
    uint32_t half, word, next;
    if (!half_at(code, 0, &half)) {
        return 0;
    }
    if ((half & 0xe003) == (call ? 0x2001U : 0xa001U) && code->image->word_size == 4) {
        const uint32_t offset = (half >> 12 & 1) << 11 | (half >> 11 & 1) << 4 |
                                (half >> 9 & 3) << 8 | (half >> 8 & 1) << 10 |
                                (half >> 7 & 1) << 6 | (half >> 6 & 1) << 7 | (half >> 3 & 7) << 1 |
                                (half >> 2 & 1) << 5;
        *target = in_image(code, spot_address(code) + signed_bits(offset, 12));
        return 2;
    }
    if (!word_at(code, 0, &word)) {
        return 0;
    }
    if ((word & 0xfff) == (call ? 0x0efU : 0x06fU)) {
        const uint32_t offset = (word >> 31) << 20 | (word >> 12 & 0xff) << 12 |
                                (word >> 20 & 1) << 11 | (word >> 21 & 0x3ff) << 1;
        *target = in_image(code, spot_address(code) + signed_bits(offset, 21));
        return 4;
    }
    if ((word & 0xfff) == (call ? 0x097U : 0x317U) && word_at(code, 4, &next) &&
        (next & 0xfffff) == (call ? 0x080e7U : 0x30067U)) {
        *target = in_image(code, spot_address(code) + signed_bits(word & 0xfffff000U, 32) +
                                     signed_bits(next >> 20, 12));
        return 8;
    }
    return 0;
}

static size_t x86_branch(const struct spot *code, bool call, uint64_t *target)
{
    uint32_t offset;
    if (code->segment->bytes[code->at] != (call ? 0xe8 : 0xe9) || !word_at(code, 1, &offset)) {
        return 0;
    }
    *target = spot_address(code) + 5 + signed_bits(offset, 32);
    return 5;
}

static size_t branch(const struct spot *code, bool call, uint64_t *target)
{
    switch (code->machine) {
    case MACHINE_THUMB:
        return thumb_branch(code, call, target);
    case MACHINE_ARM:
        return arm_branch(code, call, target);
    case MACHINE_RISCV:
        return riscv_branch(code, call, target);
    case MACHINE_X86_64:
        return x86_branch(code, call, target);
    case MACHINE_COUNT:
        break;
    }
    return 0;
}

size_t spot_call(const struct spot *code, uint64_t *target)
{
    return branch(code, true, target);
}

size_t spot_jump(const struct spot *code, uint64_t *target)
{
    return branch(code, false, target);
}

// A Cortex-M0+ has no jump that reaches far: PUSH, BL, POP.
static bool wraps_call(const struct spot *code, uint64_t *target)
{
    struct spot call = *code;
    uint32_t push, pop;
    call.at += 2;
    return code->machine == MACHINE_THUMB && half_at(code, 0, &push) && half_at(code, 6, &pop) &&
           (push & 0xff00) == 0xb500 && (pop & 0xff00) == 0xbd00 && spot_call(&call, target) == 4;
}

bool spot_follow(struct spot *code)
{
    uint64_t target;
    return (spot_jump(code, &target) != 0 || wraps_call(code, &target)) &&
           spot_enter(code->machine, code->image, target, code);
}

bool spot_returns(const struct spot *code)
{
    static const unsigned char mark[] = {0xf3, 0x0f, 0x1e, 0xfa}; // ENDBR64, then RET
    const unsigned char *bytes = code->segment->bytes + code->at;
    const size_t left = code->segment->size - code->at;
    uint32_t half = 0, word = 0;
    (void)half_at(code, 0, &half);
    (void)word_at(code, 0, &word);
    switch (code->machine) {
    case MACHINE_THUMB:
        return half == 0x4770;
    case MACHINE_ARM:
        return word == 0xe12fff1e;
    case MACHINE_RISCV:
        return half == 0x8082 || word == 0x00008067;
    case MACHINE_X86_64:
        return bytes[0] == 0xc3 ||
               (left > sizeof mark && memcmp(bytes, mark, sizeof mark) == 0 && bytes[4] == 0xc3);
    case MACHINE_COUNT:
        break;
    }
    return false;
}

// A store of the register that holds the first argument, r0 or a0.
static bool stores(const struct spot *code)
{
    uint32_t half = 0, word = 0;
    (void)half_at(code, 0, &half);
    (void)word_at(code, 0, &word);
    switch (code->machine) {
    case MACHINE_THUMB: // STR, STRB and STRH with an offset
        return ((half & 0xf800) == 0x6000 || (half & 0xf800) == 0x7000 ||
                (half & 0xf800) == 0x8000) &&
               (half & 7) == 0;
    case MACHINE_ARM: // STR and STRB with an offset
        return (word & 0xff10f000) == 0xe5000000;
    case MACHINE_RISCV: // SB, SH, SW, and C.SW
        return ((word & 0x7f) == 0x23 && (word >> 20 & 31) == 10) ||
               ((half & 0xe003) == 0xc000 && (half >> 2 & 7) == 2);
    case MACHINE_X86_64:
    case MACHINE_COUNT:
        break;
    }
    return false;
}

bool spot_stores_argument(const struct spot *code)
{
    struct spot next = *code;
    for (size_t i = 0; i < STORE_WINDOW && next.at < next.segment->size; i++) {
        if (stores(&next)) {
            return true;
        }
        if (spot_returns(&next)) {
            return false;
        }
        next.at += registers_length(&next);
    }
    return false;
}

// MOV ESI, imm32, or PUSH imm8 with POP RSI: the last before the call.
static void x86_argument(const struct spot *code, struct constants *out)
{
    const unsigned char *bytes = code->segment->bytes;
    struct spot before = *code;
    for (size_t back = 3; back <= WINDOW && back <= code->at; back++) {
        const unsigned char *at = bytes + code->at - back;
        uint32_t value;
        before.at = code->at - back;
        if (back >= 5 && at[0] == 0xbe && word_at(&before, 1, &value)) {
            *out = (struct constants){{value}, 1};
            return;
        }
        if (at[0] == 0x6a && at[2] == 0x5e) {
            *out = (struct constants){{at[1]}, 1};
            return;
        }
    }
}

static void add(struct constants *constants, uint64_t value)
{
    for (size_t i = 0; i < constants->count; i++) {
        if (constants->values[i] == value) {
            return;
        }
    }
    if (constants->count < CONSTANTS_MAX) {
        constants->values[constants->count++] = value;
    }
}

void spot_second_argument(const struct spot *code, struct constants *out)
{
    *out = (struct constants){.count = 0};
    if (code->machine == MACHINE_X86_64) {
        x86_argument(code, out);
        return;
    }
    const size_t step = spot_step(code->machine);
    for (size_t back = WINDOW; back >= step; back -= step) {
        struct registers registers = {0};
        struct spot at = *code;
        if (back > code->at) {
            continue;
        }
        at.at = code->at - back;
        while (at.at < code->at) {
            at.at += registers_run(&registers, &at);
        }
        if (at.at == code->at && registers_second(&registers, code->machine).known) {
            add(out, registers_second(&registers, code->machine).value);
        }
    }
}

static size_t x86_count(const struct spot *spot, size_t end, uint64_t value)
{
    struct spot at = *spot;
    size_t found = 0;
    for (; at.at < end; at.at++) {
        uint32_t word;
        found += spot->segment->bytes[at.at] == 0xbe && word_at(&at, 1, &word) && word == value;
    }
    return found;
}

size_t spot_count_second(const struct spot *spot, size_t size, uint64_t value)
{
    const size_t end =
        spot->segment->size - spot->at < size ? spot->segment->size : spot->at + size;
    const size_t step = spot_step(spot->machine);
    size_t most = 0;
    if (spot->machine == MACHINE_X86_64) {
        return x86_count(spot, end, value);
    }
    // From the first place, and for instructions of two lengths from the next as well.
    for (size_t skip = 0; skip < 4; skip += step) {
        struct registers registers = {0};
        struct spot at = *spot;
        size_t found = 0;
        at.at = (at.at & ~(step - 1)) + skip;
        while (at.at < end) {
            const struct known before = registers_second(&registers, spot->machine);
            at.at += registers_run(&registers, &at);
            const struct known now = registers_second(&registers, spot->machine);
            found += now.known && now.value == value && !(before.known && before.value == value);
        }
        most = found > most ? found : most;
    }
    return most;
}
