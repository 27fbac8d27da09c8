// SPDX-License-Identifier: MIT
#include "audit/facts/bytecode.h"

enum {
    REST = 4, // flags of the scope
    REST_KEYWORDS = 2,
    FORMAT_NAME = 1,
    FORMAT_NUMBER = 2,
    FORMAT_JUMP = 3,
    FORMATS = 0x3a4, // two bits for each upper half of an instruction
    EXTRA_MASK = 0x9e,
    ROUNDS_MAX = 9,
};

enum jump { JUMP_UNWIND = 0x40, JUMP = 0x42, JUMP_IF_FALSE = 0x44, JUMP_POP_EXCEPT = 0x4a };
enum leave { RETURN_VALUE = 0x63, RAISE_LAST = 0x64, RAISE_FROM = 0x66 };

static uint8_t next_byte(struct code *code)
{
    const unsigned char *byte = code->failed ? NULL : image_at(code->image, code->at, 1);
    code->failed = byte == NULL;
    code->at++;
    return byte != NULL ? *byte : 0;
}

uint64_t code_number(struct code *code)
{
    uint64_t number = 0;
    for (size_t i = 0; i < ROUNDS_MAX; i++) {
        const uint8_t byte = next_byte(code);
        number = number << 7 | (byte & 0x7f);
        if ((byte & 0x80) == 0) {
            return number;
        }
    }
    code->failed = true;
    return 0;
}

// xSSSSEAA, then xFSSKAED as long as the byte before has its top bit set. States (S), exception
// stack (E) and defaults (D) are stepped over.
static void read_signature(struct code *code, struct prelude *out)
{
    uint8_t byte = next_byte(code);
    unsigned flags = 0;
    out->positional = byte & 3U;
    for (unsigned n = 0; (byte & 0x80) != 0 && n < ROUNDS_MAX; n++) {
        byte = next_byte(code);
        flags |= (byte >> 6 & 1U) << n;
        out->positional |= (byte & 4U) << n;
        out->keyword_only |= (byte >> 3 & 1U) << n;
    }
    code->failed = code->failed || (byte & 0x80) != 0;
    out->rest = (flags & REST) != 0;
    out->rest_keywords = (flags & REST_KEYWORDS) != 0;
}

// xIIIIIIC: bytes of information, and of cells, that stand before the instructions.
static void read_sizes(struct code *code, struct prelude *out)
{
    uint64_t information = 0;
    uint64_t cells = 0;
    uint8_t byte = 0x80;
    for (unsigned n = 0; (byte & 0x80) != 0 && n < ROUNDS_MAX; n++) {
        byte = next_byte(code);
        cells |= (uint64_t)(byte & 1) << n;
        information |= (uint64_t)(byte >> 1 & 0x3f) << (6 * n);
    }
    code->failed = code->failed || (byte & 0x80) != 0;
    out->names = code->at;
    out->instructions = code->at + information + cells;
}

bool prelude_read(const struct image *image, uint64_t address, struct prelude *out)
{
    struct code code = {.image = image, .at = address};
    *out = (struct prelude){0};
    read_signature(&code, out);
    read_sizes(&code, out);
    return !code.failed && image_at(image, out->instructions, 1) != NULL;
}

// The offset counts from behind itself; jumps that may go back hold it with a bias.
static void read_jump(struct code *code, uint8_t instruction)
{
    const bool both_ways =
        instruction == JUMP_UNWIND || (instruction >= JUMP && instruction <= JUMP_IF_FALSE);
    uint64_t offset = next_byte(code);
    uint64_t bias = 0x40;
    if ((offset & 0x80) != 0) {
        offset = (offset & 0x7f) | (uint64_t)next_byte(code) << 7;
        bias = 0x4000;
    }
    if (both_ways && offset < bias) {
        return; // back: those instructions were seen
    }
    const uint64_t target = code->at + offset - (both_ways ? bias : 0);
    code->furthest = target > code->furthest ? target : code->furthest;
}

static bool leaves(uint8_t instruction)
{
    return (instruction >= RETURN_VALUE && instruction <= RAISE_FROM) || instruction == JUMP ||
           instruction == JUMP_UNWIND || instruction == JUMP_POP_EXCEPT;
}

bool code_next(struct code *code, struct instruction *out)
{
    const uint8_t instruction = next_byte(code);
    const unsigned format = (unsigned)FORMATS >> (2 * (instruction >> 4)) & 3U;
    const uint64_t start = code->at;
    const unsigned char *first = image_at(code->image, start, 1);
    *out = (struct instruction){.code = instruction};
    if (format == FORMAT_NAME || format == FORMAT_NUMBER) {
        out->argument = code_number(code);
    } else if (format == FORMAT_JUMP) {
        read_jump(code, instruction);
    }
    if ((instruction & EXTRA_MASK) == 0) {
        (void)next_byte(code);
    }
    if (instruction == OP_LOAD_CONST_NUMBER && first != NULL) {
        // The first of its bits is the sign.
        const uint64_t bits = 7 * (code->at - start);
        out->number =
            (int64_t)((*first & 0x40) != 0 ? out->argument - (UINT64_C(1) << bits) : out->argument);
    } else if (instruction >= OP_LOAD_SMALL && instruction <= OP_LOAD_SMALL_LAST) {
        out->number = instruction - OP_LOAD_SMALL - OP_LOAD_SMALL_BIAS;
    }
    out->last = leaves(instruction) && code->at > code->furthest;
    return !code->failed;
}
